// Real shows: what listeners look for, typed and clicked, opens where it is
// said. GOLD holds the queries and the moments that are wanted; every episode
// of SITE plays silence.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { watched } from "./watched.mjs";

const { on } = watched(process.env.SITE);
const seconds = (clock) => clock.split(":").reduce((all, it) => all * 60 + Number(it), 0);
const all = JSON.parse(readFileSync(process.env.GOLD, "utf8")).queries;

// Spread over the whole list.
for (const { q, wanted } of all.filter((_, nth) => nth % 2 === 0).slice(0, 10)) {
  test(`${q} opens the moment`, () =>
    on("/", async (page) => {
      await page.keyboard.press("/");
      await page.locator("dialog[open] [data-search-input]").waitFor();
      await page.keyboard.type(q);
      await page.waitForFunction(
        (text) => {
          const { value } = document.querySelector("[data-search-input]");
          return value === text && /moment/.test(document.querySelector("[data-search-status]").textContent);
        },
        q,
      );
      await page.waitForTimeout(400);
      const hits = await page.$$eval("a.found", (links) => links.map((it) => it.href));
      const isWanted = (href) => {
        const [, number, at] = /\/episodes\/(\d+)-[^#]*#t=(\d+)$/.exec(href) ?? [];
        const isIt = ({ episode, from, to }) =>
          Number(number) === episode && at >= seconds(from) - 1 && at <= seconds(to);
        return wanted.some(isIt);
      };
      const nth = hits.findIndex(isWanted);
      assert.ok(nth >= 0 && nth < 3, `${nth}: ${hits.join("\n")}`);
      await page.locator("a.found").nth(nth).click();
      await page.waitForURL(/#t=/);
      const at = Number(/#t=(\d+)/.exec(page.url())[1]);
      await page.waitForFunction((it) => Math.abs(document.querySelector("audio").currentTime - it) < 0.6, at);
      const marked = await page.evaluate(() => {
        const { id, textContent } = document.querySelector(":target");
        return { id, inside: document.querySelector(":target").closest("[data-transcript]") !== null, textContent };
      });
      assert.equal(marked.id, `t=${at}`);
      assert.ok(marked.inside && marked.textContent.length > 0);
    }));
}
