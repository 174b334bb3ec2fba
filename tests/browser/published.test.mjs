// What was published, in a real Chromium: from the home page to the new
// episode, whose audio plays from the moment that is asked for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { watched } from "./watched.mjs";

const { on } = watched(process.env.SITE);

test("the new episode is found on the home page and plays", () =>
  on("/", async (page) => {
    await page.locator("h2").getByRole("link", { name: "The first one" }).click();
    await page.waitForURL("**/episodes/1-the-first-one/");
    assert.equal(await page.locator("h1").textContent(), "The first one");
    await page.goto(`${page.url()}#t=30`);
    await page.waitForFunction(() => Math.abs(document.querySelector("audio").currentTime - 30) < 0.6);
  }));
