// The search of the example show in a real Chromium: typed, clicked, heard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { watched } from "./watched.mjs";

const FIRST = "/episodes/1-first-things-first/";
const { on, session } = watched(process.env.SITE);

const until = (page, act, value) => page.waitForFunction(act, value, { timeout: 15_000 });
const field = (page) => page.locator("[data-search-input]");
const status = (page) => page.locator("[data-search-status]").textContent();
const found = (page) => page.locator("a.found");

/** Opens the dialog and types. */
const type = async (page, text) => {
  await page.keyboard.press("/");
  await page.locator("dialog[open] [data-search-input]").waitFor();
  await page.keyboard.type(text);
};

/** Waits until the status says something. */
const says = (page, text) =>
  until(page, (it) => document.querySelector("[data-search-status]").textContent.includes(it), text);

for (const path of ["/", "/topics/", FIRST, "/about/"]) {
  test(`two words typed on ${path} and Enter: the moment is ready to be heard`, () =>
    on(path, async (page) => {
      await type(page, "promise");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("silence chair");
      await found(page).first().waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${FIRST}#t=160`);
      await until(page, () => Math.abs(document.querySelector("audio").currentTime - 160) < 0.5);
      const marked = await page.evaluate(() => document.querySelector(":target").textContent);
      assert.match(marked, /A moment of silence for the chair/);
    }));
}

test("a moment shows its sentence, its voice, its time, and what was looked for", () =>
  on("/search/?q=silence+chair", async (page) => {
    const hit = found(page).first();
    await hit.waitFor();
    assert.equal(await hit.locator(".time").textContent(), "2:40");
    assert.match(await hit.textContent(), /Mara Lindqvist.*A moment of silence for the chair\./);
    assert.deepEqual(await hit.locator("mark").allTextContents(), ["silence", "chair"]);
    assert.match(await page.locator(".found-in h2").first().textContent(), /^1: First things first 3 March 2026/);
    assert.match(await status(page), /moment/);
    assert.equal(await page.locator("[data-search-instead]").isVisible(), false);
  }));

test("the page of the search has an address, and the way back leads to it", () =>
  on("/search/", async (page) => {
    assert.equal(await page.locator("[data-search-instead] a").first().isVisible(), true);
    assert.equal(await page.locator("[data-search-retry]").isVisible(), false);
    await field(page).fill("wardrobe");
    await found(page).first().waitFor();
    assert.match(page.url(), /\?q=wardrobe$/);
    await found(page).first().click();
    await page.waitForURL("**/episodes/**");
    await page.goBack();
    await found(page).first().waitFor();
    assert.equal(await field(page).inputValue(), "wardrobe");
  }));

test("arrows, Escape, and the words are still there", () =>
  on("/", async (page) => {
    await type(page, "wardrobe");
    await found(page).nth(1).waitFor();
    const focused = () => page.evaluate(() => [...document.querySelectorAll("a.found")].indexOf(document.activeElement));
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), 0);
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), 1);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await field(page).evaluate((it) => it === document.activeElement), true);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    await page.keyboard.press("/");
    await found(page).first().waitFor();
    assert.equal(await field(page).inputValue(), "wardrobe");
  }));

test("right behind Escape the key opens the dialog again", () =>
  on("/", async (page) => {
    await type(page, "wardrobe");
    await found(page).first().waitFor();
    // Both keys before the next frame, where the hidden field has the focus.
    await page.evaluate(() => {
      const press = (key) =>
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      press("Escape");
      press("/");
    });
    await page.locator("dialog[open] [data-search-input]").waitFor();
  }));

test("filters are buttons", () =>
  on("/search/?q=wardrobe", async (page) => {
    await found(page).first().waitFor();
    await field(page).fill("show speaker:mara");
    await found(page).first().waitFor();
    await until(page, () => document.querySelector(".chip.on"));
    assert.ok((await found(page).count()) > 1);
    await page.locator(".chip.on").click();
    assert.equal(await field(page).inputValue(), "show");
    await field(page).fill("episode:3");
    await until(page, () => document.querySelectorAll(".found-in").length === 1);
    assert.match(await page.locator(".found-in h2").textContent(), /^3: /);
  }));

test("spellings and slips find the same", () =>
  on("/search/", async (page) => {
    const first = async (text) => {
      await field(page).fill("");
      await until(page, () => !document.querySelector("a.found"));
      await field(page).fill(text);
      await found(page).first().waitFor();
      return found(page).first().getAttribute("href");
    };
    const web = await first("WebVTT");
    assert.equal(await first("web vtt"), web);
    assert.equal(await first("webvtt"), web);
    assert.equal(await first("web-VTT"), web);
    const wardrobe = await first("wardrobe");
    assert.equal(await first("wardorbe"), wardrobe);
    assert.equal(await first("Wárdrobes"), wardrobe);
  }));

test("odd queries are answered", () =>
  on("/search/", async (page) => {
    await field(page).fill("<script>alert(1)</script>");
    await found(page).first().waitFor();
    assert.equal(await page.locator("[data-search-results] script").count(), 0);
    await field(page).fill("the of and");
    await says(page, "Every sentence has these words");
    await field(page).fill("x");
    await until(page, () => !document.querySelector("[data-search-status]").textContent.includes("sentence"));
    await field(page).fill("y".repeat(10_000));
    await says(page, "Nobody says");
    await field(page).fill("   ");
    await until(page, () => document.querySelector("[data-search-status]").textContent === "");
    assert.equal(await found(page).count(), 0);
    await field(page).fill("\"\" speaker: \"");
    await field(page).fill("wardrobf");
    await until(page, () => document.querySelector("a.found mark"));
    await field(page).fill("wxrdrxbe");
    await until(page, () => document.querySelector("a.found, .chip, [data-search-status]").textContent !== "");
    await field(page).fill("qqqqqqqq");
    await says(page, "Nobody says");
    assert.equal(await page.locator("[data-search-hint]").isVisible(), false);
  }));

test("what does not load is said, and tried again", () =>
  on("/search/", async (page) => {
    await page.route("**/search/*.idx", (route) => route.abort());
    await field(page).fill("wardrobe");
    await says(page, "could not be loaded");
    await page.unroute("**/search/*.idx");
    await page.locator("[data-search-retry]").click();
    await found(page).first().waitFor();
    assert.equal(await page.locator("[data-search-retry]").isVisible(), false);
  }, { wrong: ["net::ERR_FAILED"], serviceWorkers: "block" }));

test("a new version of the site while the page is open", () =>
  on("/search/", async (page) => {
    await field(page).fill("qqqq");
    await says(page, "Nobody says");
    // The files that the first file names are gone until it is read again.
    let starts = 0;
    await page.route("**/*.idx", (route) => {
      if (route.request().url().endsWith("/start.idx")) starts += 1;
      return starts ? route.continue() : route.fulfill({ status: 404 });
    });
    await field(page).fill("wardrobe");
    await found(page).first().waitFor();
    assert.equal(starts, 1);
  }, { wrong: ["404"], serviceWorkers: "block" }));

test("a host without ranges is as good", () =>
  on("/search/", async (page) => {
    await page.route("**/transcript.vtt", async (route) => {
      const response = await route.fetch({ headers: {} });
      await route.fulfill({ status: 200, body: await response.body() });
    });
    await field(page).fill("silence chair");
    await found(page).first().waitFor();
    assert.match(await found(page).first().textContent(), /A moment of silence/);
  }, { serviceWorkers: "block" }));

test("without the words of a passage a moment is still found", () =>
  on("/search/", async (page) => {
    await page.route("**/transcript.vtt", (route) => route.fulfill({ status: 404 }));
    await field(page).fill("silence chair");
    await found(page).first().waitFor();
    assert.match(await found(page).first().getAttribute("href"), /#t=\d+$/);
  }, { wrong: ["404"], serviceWorkers: "block" }));

test("two tabs do not disturb each other", () =>
  on("/search/?q=wardrobe", async (page, context) => {
    const other = await context.newPage();
    await other.goto(`${session.host.base}/search/?q=promise`);
    await found(other).first().waitFor();
    await found(page).first().waitFor();
    assert.equal(await field(page).inputValue(), "wardrobe");
    assert.equal(await field(other).inputValue(), "promise");
  }));

test("a click beside the dialog closes it; a moment of this page is gone to", () =>
  on(FIRST, async (page) => {
    await type(page, "silence chair");
    await found(page).first().click();
    await until(page, () => location.hash === "#t=160" && !document.querySelector("dialog[open]"));
    await until(page, () => Math.abs(document.querySelector("audio").currentTime - 160) < 1.5);
    await page.keyboard.press("/");
    await page.locator("dialog[open]").waitFor();
    await page.mouse.click(5, 5);
    assert.equal(await page.locator("dialog[open]").count(), 0);
  }));

test("on a phone the dialog is the screen, and nothing is too small", () =>
  on("/", async (page) => {
    await page.locator("a[data-search]").click();
    await page.locator("dialog[open] input").fill("wardrobe");
    await found(page).first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false);
    for (const it of await found(page).all()) {
      const { height } = await it.boundingBox();
      assert.ok(height >= 24, `${height}`);
    }
  }, { viewport: { width: 360, height: 640 }, hasTouch: true }));

test("without a script the page leads to topics and episodes", () =>
  on("/search/", async (page) => {
    assert.equal(await page.locator("[data-search-view]").isVisible(), false);
    assert.ok((await page.locator("[data-search-instead] a").count()) > 2);
  }, { javaScriptEnabled: false }));
