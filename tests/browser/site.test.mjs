// The built example show in a real Chromium. SITE is its folder, CHROMIUM the
// browser. Every page is watched: an error, a violation of the policy, or a
// request to another host fails its test.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { drawnWrong } from "./faults.mjs";
import { watched } from "./watched.mjs";

const SITE = process.env.SITE;
const FIRST = "/episodes/1-first-things-first/";
const { on, session } = watched(SITE);

const time = (page) => page.evaluate(() => document.querySelector("audio").currentTime);
const playing = (page) => page.evaluate(() => !document.querySelector("audio").paused);
const until = (page, test) => page.waitForFunction(test, undefined, { timeout: 15_000 });
const near = (got, want, by = 0.3) => assert.ok(Math.abs(got - want) <= by, `${got} is not ${want}`);

/**
 * Clicks something once the player rests: scrolling there may send the player to
 * the foot of the screen or back, and what moves between press and release is
 * not clicked.
 */
const press = async (page, locator) => {
  await locator.scrollIntoViewIfNeeded();
  await until(page, () => {
    const box = document.querySelector("[data-player]");
    const away = box.previousElementSibling.getBoundingClientRect().bottom < -box.offsetHeight;
    return away === box.hasAttribute("data-docked");
  });
  await locator.click();
};

/** Every page of the site that leads nowhere else. */
const pages = () => {
  const found = [];
  const look = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) look(path);
      else if (entry.name === "index.html" && !readFileSync(path, "utf8").includes("http-equiv=\"refresh\"")) found.push(`/${relative(SITE, folder)}/`.replace("//", "/"));
    }
  };
  look(SITE);
  return found.sort();
};

test("a time link seeks this page's audio and plays it", () =>
  on(FIRST, async (page) => {
    const link = page.locator('.rail a[data-seek]').nth(1);
    const to = Number(await link.getAttribute("data-seek"));
    await link.click();
    await until(page, () => !document.querySelector("audio").paused);
    const now = await time(page);
    assert.ok(now >= to - 0.3 && now < to + 1.5, `${now} is not ${to}`);
    assert.equal(new URL(page.url()).hash, `#t=${Math.floor(to)}`);
    await press(page, page.locator("[data-play]"));
    assert.equal(await playing(page), false);
  }));

for (const [address, want] of [
  ["#t=64", 64],
  ["#t=1:04", 64],
  ["?t=64", 64],
  ["?t=1m4s", 64],
  ["#t=0:01:04.5", 64.5],
  ["?start=64", 64],
  ["#t-00-01-04", 64],
]) {
  test(`${address} is cued, and says so where it may not play`, () =>
    on(FIRST + address, async (page) => {
      await until(page, () => document.querySelector("audio").currentTime > 1);
      near(await time(page), want);
      await page.locator("[data-status]", { hasText: "Ready at 1:04" }).waitFor();
    }));
}

test("a list's play button opens the episode and plays it where a list cannot", () =>
  on("/", async (page) => {
    await page.locator(".newest .play-link").click();
    await until(page, () => document.querySelector("audio")?.paused === false);
    assert.match(new URL(page.url()).pathname, /^\/episodes\/4-/);
  }, { init: () => { delete window.navigation; } }));

test("on a phone the header is one row, and its button opens the links", () =>
  on("/", async (page) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const header = await page.locator(".site-header").boundingBox();
    assert.ok(header.height < 64, `${header.height} px`);
    const links = page.locator("#site-menu");
    assert.equal(await links.isVisible(), false);
    await page.locator(".menu-button").click();
    assert.equal(await links.isVisible(), true);
    await page.keyboard.press("Escape");
    assert.equal(await links.isVisible(), false);
    await page.setViewportSize({ width: 1280, height: 900 });
    assert.equal(await links.isVisible(), true);
  }));

test("a short link leads to the episode", () =>
  on("/1/", async (page) => {
    await page.waitForURL(`**${FIRST}`);
    assert.equal(await page.locator("h1").textContent(), "First things first");
  }));

test("a changed address seeks again", () =>
  on(FIRST, async (page) => {
    await press(page, page.locator("[data-play]"));
    await page.evaluate(() => { location.hash = "#t=90"; });
    await until(page, () => document.querySelector("audio").currentTime >= 90);
    near(await time(page), 90, 1);
  }));

test("a range plays and stops", () =>
  on(FIRST, async (page) => {
    await press(page, page.locator("[data-play]"));
    await page.evaluate(() => { location.hash = "#t=30,31"; });
    await until(page, () => document.querySelector("audio").currentTime >= 30.9);
    await until(page, () => document.querySelector("audio").paused);
    near(await time(page), 31.2, 0.5);
  }));

test("the transcript follows, stops when one scrolls, and follows again", () =>
  on(FIRST, async (page) => {
    await press(page, page.locator("[data-stamp]").nth(3));
    await until(page, () => document.querySelector("[data-now]"));
    const follow = page.locator("[data-follow]");
    assert.equal(await follow.isVisible(), false);
    await page.mouse.wheel(0, -2000);
    await follow.waitFor({ state: "visible" });
    await press(page, follow);
    await until(page, () => {
      const { top, bottom } = document.querySelector("[data-now]").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    assert.equal(await follow.isVisible(), false);
  }));

test("the docked player covers no line that is followed", () =>
  on(FIRST, async (page) => {
    await press(page, page.locator("[data-stamp]").last());
    await until(page, () => document.querySelector(".player[data-docked]"));
    await until(page, () => {
      const line = document.querySelector("[data-now]").getBoundingClientRect();
      const bar = document.querySelector("[data-player]").getBoundingClientRect();
      return line.bottom <= bar.top && bar.bottom <= innerHeight + 1;
    });
  }, { viewport: { width: 360, height: 640 } }));

test("what there is to hear is at hand while one reads", () =>
  on(FIRST, async (page) => {
    const list = page.locator("[data-list]");
    assert.equal(await list.isVisible(), false);
    assert.equal(await page.locator("[data-player] [data-course]").isVisible(), true);
    await press(page, page.locator("[data-stamp]").last());
    await press(page, list);
    const link = page.locator("[data-sheet] a[data-seek]").nth(2);
    const to = Number(await link.getAttribute("data-seek"));
    await link.click();
    assert.equal(await page.locator("[data-sheet]").isVisible(), false);
    await until(page, () => document.querySelector("audio").currentTime < 150);
    near(await time(page), to, 2);
  }, { viewport: { width: 360, height: 640 } }));

test("words are found, counted and shown one after another", () =>
  on(FIRST, async (page) => {
    await page.keyboard.press("f");
    await page.keyboard.type("the");
    await page.keyboard.press("Enter");
    const count = page.locator("[data-find-count]");
    await until(page, () => /^1 of \d+/.test(document.querySelector("[data-find-count]").textContent));
    await page.keyboard.press("Enter");
    assert.match(await count.textContent(), /^2 of \d+/);
    await page.keyboard.press("Shift+Enter");
    assert.match(await count.textContent(), /^1 of \d+/);
    await page.locator("[data-find-input]").fill("no such words");
    await until(page, () => document.querySelector("[data-find-count]").textContent === "Not found");
  }));

test("keys play, skip, change speed and never act in fields", () =>
  on(FIRST, async (page) => {
    await page.keyboard.press("k");
    await until(page, () => !document.querySelector("audio").paused);
    await page.keyboard.press("l");
    await until(page, () => document.querySelector("audio").currentTime >= 30);
    await page.keyboard.press("j");
    await until(page, () => document.querySelector("audio").currentTime < 25);
    await page.keyboard.press(">");
    assert.equal(await page.evaluate(() => document.querySelector("audio").playbackRate), 1.25);
    await page.keyboard.press("]");
    await until(page, () => document.querySelector("audio").currentTime >= 24);
    await page.keyboard.press("m");
    assert.equal(await page.evaluate(() => document.querySelector("audio").muted), true);
    await page.keyboard.press(" ");
    assert.equal(await playing(page), false);
    await page.keyboard.press("?");
    assert.equal(await page.locator("[data-keys]").isVisible(), true);
    await page.keyboard.press("Escape");
    await page.locator("[data-find-input]").focus();
    await page.keyboard.type("k m");
    assert.equal(await playing(page), false);
    assert.equal(await page.locator("[data-find-input]").inputValue(), "k m");
  }));

test("space and arrows act on a link too, never in what uses them itself", () =>
  on(FIRST, async (page) => {
    const chip = page.locator(".rail a[data-seek]").nth(1);
    await chip.click();
    await until(page, () => !document.querySelector("audio").paused);
    assert.equal(await page.evaluate(() => document.activeElement.matches("a[data-seek]")), true);
    const top = await page.evaluate(() => scrollY);
    await page.keyboard.press(" ");
    await until(page, () => document.querySelector("audio").paused);
    const at = await time(page);
    await page.keyboard.press("ArrowRight");
    near(await time(page), at + 5, 1);
    await page.keyboard.press("ArrowLeft");
    near(await time(page), at, 1);
    assert.equal(await page.evaluate(() => scrollY), top);
    const before = await time(page);
    for (const own of ["[data-find-input]", "[data-speed]", "[data-volume]", "[data-keys-open]"]) {
      await page.locator(own).focus();
      await page.keyboard.press("ArrowRight");
      near(await time(page), before);
    }
    await page.locator("[data-find-input]").focus();
    await page.keyboard.press(" ");
    assert.equal(await playing(page), false);
  }));

test("everything can be reached and used by keyboard alone", () =>
  on(FIRST, async (page) => {
    const reached = new Set();
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => {
        const it = document.activeElement;
        return it.getAttribute("aria-label") ?? it.textContent.trim().slice(0, 30);
      }));
    }
    for (const name of ["Skip to content", "Play", "Back 15 seconds", "Position", "Mute", "Volume"]) {
      assert.ok(reached.has(name), `${name} is not reached: ${[...reached]}`);
    }
    await page.locator("[data-play]").focus();
    await page.keyboard.press("Enter");
    await until(page, () => !document.querySelector("audio").paused);
  }));

test("the place is remembered, in another tab too", () =>
  on(FIRST, async (page, context) => {
    await press(page, page.locator("[data-stamp]").nth(4));
    const to = Number(await page.locator("[data-stamp]").nth(4).getAttribute("data-seek"));
    await until(page, () => document.querySelector("audio").currentTime > 1 && !document.querySelector("audio").paused);
    await press(page, page.locator("[data-play]"));
    await page.locator("[data-speed]").selectOption("1.5");
    const other = await context.newPage();
    await other.goto(session.host.base + FIRST);
    await until(other, () => document.querySelector("audio").currentTime > 1);
    near(await time(other), to, 2);
    assert.equal(await other.evaluate(() => document.querySelector("audio").playbackRate), 1.5);
    await other.locator("[data-status]", { hasText: "You stopped at" }).waitFor();
  }));

test("audio that is missing says so and leaves the download", () =>
  on(FIRST, async (page) => {
    await page.route("**/audio.mp3", (route) => route.fulfill({ status: 404, body: "" }));
    await page.reload();
    await page.locator("[data-status]", { hasText: "cannot be played" }).waitFor();
    assert.equal(await page.locator("a[download]").first().isVisible(), true);
  }, { wrong: ["404"] }));

test("a selection becomes a link and a quote", () =>
  on(FIRST, async (page) => {
    await page.evaluate(() => {
      const cue = document.querySelectorAll("[data-cue]")[5];
      getSelection().selectAllChildren(cue);
    });
    const copied = async (button) => {
      await page.evaluate(() => { document.querySelector("[data-status]").textContent = ""; });
      await press(page, page.locator(button));
      await page.locator("[data-status]", { hasText: "Link copied." }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.match(await copied("[data-copy-quote]"), /^“.+” — .+, First things first, \d+:\d\d\nhttp.+#t=[\d.]+,[\d.]+$/s);
    await page.evaluate(() => scrollTo(0, 0));
    assert.match(await copied("[data-share]"), /#t=\d+$/);
  }, { permissions: ["clipboard-read", "clipboard-write"] }));

test("without scripts there are a native player, links and anchors", () =>
  on(FIRST, async (page) => {
    assert.equal(await page.locator("audio[controls]").isVisible(), true);
    for (const hidden of ["[data-controls]", "[data-find]", "[data-follow]", "[data-theme-switch]"]) {
      assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
    }
    const hrefs = await page.locator('a[href^="#t="]').evaluateAll((links) => links.map((it) => it.getAttribute("href")));
    assert.ok(hrefs.length > 10);
    for (const href of hrefs) {
      assert.equal(await page.locator(`[id="${href.slice(1)}"]`).count(), 1, href);
    }
  }, { javaScriptEnabled: false }));

test("the theme that was chosen is there before anything is painted", () =>
  on("/", async (page) => {
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const button = page.locator("[data-theme-switch]");
    await button.click();
    await button.click();
    assert.equal(await scheme(), "dark");
    await page.addInitScript(() => {
      // Nothing is painted before there is a body.
      new MutationObserver(() => {
        if (document.body) window.early ??= document.documentElement.dataset.theme ?? "none";
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    assert.equal(await page.evaluate(() => window.early), "dark");
    assert.equal(await scheme(), "dark");
  }));

test("topics are narrowed while one types", () =>
  on("/topics/", async (page) => {
    await page.locator("[data-filter-input]").fill("web-v");
    await page.locator("[data-filter-count]", { hasText: /^1 topic$/ }).waitFor();
    assert.equal(await page.locator("[data-filter-item]:visible").count(), 1);
    await page.locator("[data-filter-input]").fill("");
    assert.ok((await page.locator("[data-filter-item]:visible").count()) > 3);
  }));

test("a topic's moment opens its episode there", () =>
  on("/topics/webvtt/", async (page) => {
    const link = page.locator("main a[data-seek]").last();
    const to = Number(await link.getAttribute("data-seek"));
    await link.click();
    await until(page, () => document.querySelector("audio")?.currentTime > 1);
    near(await time(page), Math.floor(to), 1);
  }));

test("the player for other sites is small, plays, and takes a theme", () =>
  on(`${FIRST}embed/?theme=dark#t=64`, async (page) => {
    await until(page, () => document.querySelector("audio").currentTime > 1);
    near(await time(page), 64);
    const scheme = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    assert.equal(scheme, "dark");
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(tall <= 220, `${tall} px`);
    await page.locator("button[data-play]").click();
    await until(page, () => document.querySelector("[data-chapter]").textContent !== "");
  }, { viewport: { width: 600, height: 220 } }));

test("pages that were read are there without a network", () =>
  on("/", async (page, context) => {
    await page.goto(session.host.base + FIRST);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.goto(session.host.base + FIRST);
    await context.setOffline(true);
    await page.goto(session.host.base + FIRST);
    assert.equal(await page.locator("h1").textContent(), "First things first");
    assert.equal(await page.locator("[data-controls]").isVisible(), true);
  }, { wrong: ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"] }));

test("a video is asked for nothing before one wants to see it", () =>
  on("/episodes/4-mailbag/", async (page) => {
    assert.equal(await page.locator("iframe").count(), 0);
    const watch = await page.locator(".watch").nth(1).getAttribute("href");
    assert.match(watch, /&t=\d+s$/);
    await page.route(/youtube/, (route) => route.abort());
    await page.locator("[data-video-embed]").click();
    assert.match(await page.locator("iframe").getAttribute("src"), /^https:\/\/www\.youtube-nocookie\.com\/embed\//);
  }, { wrong: ["youtube"] }));

test("every page is drawn as it says on every screen", () =>
  on("/", async (page) => {
    const all = [];
    for (const path of pages()) {
      await page.goto(session.host.base + path);
      for (const width of [320, 360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        for (const it of await page.evaluate(drawnWrong)) all.push(`${path} at ${width} px: ${it}`);
      }
    }
    if (all.length) assert.fail(all.join("\n"));
  }));

test("on a phone the notes begin on the first screen", async () => {
  for (const address of ["/episodes/2-the-page-they-land-on/", "/episodes/4-mailbag/"]) {
    await on(address, async (page) => {
      await page.setViewportSize({ width: 360, height: 740 });
      const first = await page.locator(".notes p, .notes li").filter({ hasText: /.{20}/ }).first().boundingBox();
      assert.ok(first.y < 740, `${address}: ${first.y}`);
    });
  }
});
