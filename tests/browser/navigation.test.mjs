// Sound goes on from page to page: the built example show in a real Chromium,
// watched as `site.test.mjs` is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { watched } from "./watched.mjs";

const { on, session } = watched(process.env.SITE);

const FIRST = "/episodes/1-first-things-first/";
const SECOND = "/episodes/2-the-page-they-land-on/";

const until = (page, test, argument) => page.waitForFunction(test, argument, { timeout: 15_000 });
const at = (page, path) => page.waitForFunction((it) => location.pathname + location.hash === it && document.querySelector("main").matches("[tabindex], :has(h1[tabindex])"), path, { timeout: 15_000 });

/** Watches the audio that plays: its element, and whether its time ever stood or went back. */
const listen = (page) =>
  page.evaluate(() => {
    const audio = [...document.querySelectorAll("audio")].find((it) => !it.paused);
    window.watch = { audio, times: [], stops: 0 };
    audio.addEventListener("pause", () => { window.watch.stops += 1; });
    setInterval(() => window.watch.times.push(audio.currentTime), 50);
  });

/** Fails unless what was watched goes on, in the same document. */
const goesOn = async (page) => {
  const from = await page.evaluate(() => window.watch?.audio.currentTime ?? null);
  assert.notEqual(from, null, "the document is another one");
  await until(page, (it) => window.watch.audio.currentTime > it + 0.3, from);
  const { stops, times, isIn } = await page.evaluate(() => ({ ...window.watch, audio: null, isIn: window.watch.audio.isConnected && !window.watch.audio.paused }));
  assert.equal(stops, 0);
  assert.ok(isIn);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
};

const playHome = async (page) => {
  await page.locator(".card a[data-play-episode]").last().click();
  await until(page, () => [...document.querySelectorAll("audio")].some((it) => !it.paused && it.currentTime > 0));
  await listen(page);
};

const mini = (page) => page.locator("[data-mini] [data-who]");

test("what plays on the home page goes on while one follows links, back and forward", () =>
  on("/", async (page) => {
    await playHome(page);
    assert.equal(new URL(page.url()).pathname, "/");
    assert.match(await mini(page).textContent(), /First things first/);
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await at(page, "/topics/");
    await goesOn(page);
    assert.match(await page.title(), /^Topics/);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Topics");
    assert.equal(await page.locator("[data-stays] [role=status]").first().textContent(), await page.title());
    assert.match(await page.evaluate(() => document.querySelector("link[rel=canonical]").href), /\/topics\/$/);
    // A script that only this page has runs.
    await page.locator("[data-filter-input]").fill("web-v");
    await page.locator("[data-filter-count]", { hasText: /^1 topic$/ }).waitFor();
    await page.locator("[data-filter-input]").fill("");
    await page.evaluate(() => scrollTo(0, 333));
    await page.locator("footer a[href='/about/'], nav a[href='/about/']").first().evaluate((it) => it.click());
    await at(page, "/about/");
    await goesOn(page);
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.locator("nav a", { hasText: "Episodes" }).first().click();
    await at(page, "/archive/");
    await goesOn(page);
    await page.goBack();
    await at(page, "/about/");
    await page.goBack();
    await at(page, "/topics/");
    await until(page, () => Math.abs(scrollY - 333) < 2);
    assert.match(await page.title(), /^Topics/);
    await goesOn(page);
    // The script of a page starts again when the page comes again.
    await page.locator("[data-filter-input]").fill("web-v");
    await page.locator("[data-filter-count]", { hasText: /^1 topic$/ }).waitFor();
    await page.goForward();
    await at(page, "/about/");
    await goesOn(page);
    await page.goBack();
    await at(page, "/topics/");
    await page.goBack();
    await at(page, "/");
    await goesOn(page);
  }));

test("the small player leads to its episode, becomes its player, and the transcript follows", () =>
  on("/", async (page) => {
    await playHome(page);
    await page.locator("nav a", { hasText: "People" }).first().click();
    await at(page, "/people/");
    await mini(page).click();
    await until(page, (it) => location.pathname === it && document.querySelector("main [data-player]"), FIRST);
    await goesOn(page);
    assert.equal(await page.locator("[data-player]").count(), 1);
    assert.equal(await page.locator("[data-mini]").count(), 0);
    assert.equal(await page.locator("[data-player] [data-course]").isVisible(), true);
    await until(page, () => document.querySelector("[data-now]"));
    // Hash links and times of the page seek the audio that plays.
    const link = page.locator(".rail a[data-seek]").nth(2);
    const to = Number(await link.getAttribute("data-seek"));
    await link.click();
    await until(page, (it) => window.watch.audio.currentTime >= it && window.watch.audio.currentTime < it + 3, to);
    await page.evaluate(() => { location.hash = "#t=90"; });
    await until(page, () => window.watch.audio.currentTime >= 90);
    await page.keyboard.press("f");
    await page.keyboard.type("the");
    await page.keyboard.press("Enter");
    await until(page, () => /^1 of \d+/.test(document.querySelector("[data-find-count]").textContent));
    // And away again, with all that it had.
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await at(page, "/topics/");
    assert.equal(await page.evaluate(() => document.querySelectorAll("[data-mini] [data-course]").length), 0);
    assert.equal(await page.evaluate(() => window.watch.stops), 0);
  }));

test("another episode's page has its own player, whose moments take over", () =>
  on("/", async (page) => {
    await playHome(page);
    await page.locator(".card-title a", { hasText: "The page they land on" }).click();
    await at(page, SECOND);
    await goesOn(page);
    assert.equal(await page.locator("[data-player]").count(), 2);
    const link = page.locator(".rail a[data-seek]").nth(1);
    const to = Number(await link.getAttribute("data-seek"));
    await link.click();
    await until(page, (it) => {
      const [audio] = [...document.querySelectorAll("audio")].filter((it) => !it.paused);
      return audio && audio !== window.watch.audio && audio.currentTime >= it;
    }, to);
    assert.equal(await page.locator("[data-player]").count(), 1);
    assert.equal(await page.evaluate(() => window.watch.audio.paused), true);
    await page.locator("[data-cue]").nth(8).click();
    await until(page, () => document.querySelector("[data-now]"));
    // Where one stopped stands at the card.
    await page.locator("nav a", { hasText: "Episodes" }).first().click();
    await at(page, "/archive/");
    assert.match(await page.locator("[data-heard]", { hasText: "The page they land on" }).locator(".left").textContent(), /^\d+ min left$/);
  }));

test("the search opens over a page that took another's place, and its moments are heard", () =>
  on("/", async (page) => {
    await playHome(page);
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await at(page, "/topics/");
    await page.keyboard.press("/");
    await page.locator("dialog [data-search-input]").fill("transcript");
    await page.locator("dialog a.found .time").first().waitFor();
    await goesOn(page);
    await page.locator("dialog a.found:has(.time)").first().click();
    await until(page, () => location.pathname.startsWith("/episodes/") && !document.querySelector("dialog[open]"));
    const to = Number(/#t=(\d+)/.exec(page.url())[1]);
    await until(page, (it) => [...document.querySelectorAll("audio")].some((audio) => !audio.paused && Math.abs(audio.currentTime - it) < 3), to);
    assert.equal(await page.evaluate(() => window.watch !== undefined), true);
    await until(page, () => {
      const { top, bottom } = document.querySelector("[data-now]")?.getBoundingClientRect() ?? { top: -1 };
      return top >= 0 && bottom <= innerHeight;
    });
    // Once more, over a page that came after the dialog was made.
    await page.keyboard.press("/");
    await page.locator("dialog [data-search-input]").waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${session.host.base}/about/`);
    assert.equal(await page.evaluate(() => window.watch), undefined);
  }));

test("keys work on every page, and the small player can be closed", () =>
  on("/", async (page) => {
    await playHome(page);
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await at(page, "/topics/");
    await page.keyboard.press("l");
    await until(page, () => window.watch.audio.currentTime >= 30);
    await page.keyboard.press(" ");
    await until(page, () => window.watch.audio.paused);
    await page.keyboard.press("k");
    await until(page, () => !window.watch.audio.paused);
    await page.locator("[data-mini] [data-close]").click();
    assert.equal(await page.locator("[data-mini]").count(), 0);
    assert.equal(await page.evaluate(() => window.watch.audio.paused), true);
    // Nothing is heard: pages load as always. The history leads on to what it shows.
    await page.locator("nav a", { hasText: "People" }).first().click();
    await until(page, () => document.querySelector("h1")?.textContent === "People");
    assert.equal(await page.evaluate(() => window.watch), undefined);
    await page.goBack();
    await until(page, () => document.querySelector("h1")?.textContent === "Topics");
    await page.goBack();
    await until(page, () => location.pathname === "/" && document.querySelector(".newest"));
  }));

test("what is odd is a plain load", () =>
  on("/", async (page, context) => {
    const isFresh = () => until(page, () => window.watch === undefined && document.querySelector("h1"));
    for (const odd of [
      // Another version of the scripts.
      (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><script src='/assets/scripts-0/theme.js'></script><h1>Other</h1>" }),
      // A script that is none of ours.
      async (route) => {
        const response = await route.fetch();
        route.fulfill({ response, body: (await response.text()).replace("</head>", "<script src='/theme.js'></script></head>") });
      },
      (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<h1>Broken</h1>" }),
      (route) => route.fulfill({ contentType: "text/plain", body: "no page" }),
    ]) {
      await page.goto(session.host.base);
      await playHome(page);
      await page.route("**/topics/", odd);
      await page.locator("nav a", { hasText: "Topics" }).first().click();
      await until(page, () => window.watch === undefined && location.pathname === "/topics/");
      await page.unroute("**/topics/");
    }
    await page.goto(session.host.base);
    await playHome(page);
    const [tab] = await Promise.all([
      context.waitForEvent("page"),
      page.locator("nav a", { hasText: "Topics" }).first().click({ modifiers: ["ControlOrMeta"] }),
    ]);
    await tab.close();
    await goesOn(page);
    // A script that says that it runs once for all pages is none that is odd.
    await page.route("**/topics/", async (route) => {
      const response = await route.fetch();
      route.fulfill({ response, body: (await response.text()).replace("</head>", "<script src='/theme.js' data-once></script></head>").replace('lang="en"', 'lang="he" dir="rtl"') });
    });
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await at(page, "/topics/");
    await goesOn(page);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.dir]), ["he", "rtl"]);
    // Who presses two links gets to the second.
    await page.evaluate(() => {
      document.querySelector("a[href='/people/']").click();
      document.querySelector("a[href='/sponsors/']").click();
    });
    await at(page, "/sponsors/");
    await goesOn(page);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.dir]), ["en", ""]);
    // A short link leads on.
    await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("afterbegin", "<a href='/2/' id='short'>2</a>"));
    await page.locator("#short").click();
    await at(page, SECOND);
    await goesOn(page);
    await page.locator("a[download]").first().evaluate((it) => it.removeAttribute("download"));
    await page.locator("a[type='application/json'], a[href$='.vtt']").first().evaluate((it) => it.click()).catch(() => {});
    await page.waitForTimeout(300);
    await page.goto(`${session.host.base}/`);
    await isFresh();
  }, { wrong: ["404", "500", "MIME type", "theme.js"], serviceWorkers: "block" }));

test("who wants no motion gets the next page at once", () =>
  on("/", async (page) => {
    await page.evaluate(() => { document.startViewTransition = () => { throw new Error("a transition"); }; });
    await playHome(page);
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await at(page, "/topics/");
    await goesOn(page);
  }, { reducedMotion: "reduce" }));

test("two tabs are never heard at once", () =>
  on(FIRST, async (page, context) => {
    await page.keyboard.press("k");
    await until(page, () => document.querySelector("audio").currentTime > 0.2);
    const other = await context.newPage();
    await other.goto(session.host.base + SECOND);
    await other.keyboard.press("k");
    await until(other, () => document.querySelector("audio").currentTime > 0.2);
    await until(page, () => document.querySelector("audio").paused);
    assert.equal(await other.evaluate(() => document.querySelector("audio").paused), false);
  }));

test("the next of the queue plays at the end, and the sleep timer ends that", () =>
  on("/", async (page) => {
    const sounding = () => [...document.querySelectorAll("audio")].find((it) => !it.paused)?.currentSrc ?? "";
    await page.locator("[data-heard]", { hasText: "The page they land on" }).locator(".next-button").click();
    await page.locator(".newest .next-button").click();
    assert.equal(await page.locator(".newest .next-button").textContent(), "✓");
    await playHome(page);
    await page.locator("[data-mini] [data-more]").click();
    await page.locator("dialog[open] [data-queue] li").nth(1).waitFor();
    await page.locator("[data-queue] li").last().locator("button").last().click();
    assert.equal(await page.locator("[data-queue] li").count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".newest .next-button").textContent(), "+");
    await page.evaluate(() => { window.watch.audio.currentTime = window.watch.audio.duration - 0.5; });
    await until(page, () => [...document.querySelectorAll("audio")].find((it) => !it.paused)?.currentSrc.includes("2-the-page"));
    assert.match(await mini(page).textContent(), /The page they land on/);
    assert.equal(await page.evaluate(sounding).then((it) => it.includes("2-the-page")), true);
    assert.equal(await page.locator("[data-heard]", { hasText: "First things first" }).locator(".left").textContent(), "Heard");
    await page.locator(".newest .next-button").click();
    await page.locator("[data-mini] [data-more]").click();
    await page.locator("[data-sleep]").selectOption("end");
    await page.keyboard.press("Escape");
    await page.evaluate(() => { const it = [...document.querySelectorAll("audio")].find((it) => !it.paused); it.currentTime = it.duration - 0.3; });
    await page.locator("[data-mini] [data-status]", { hasText: "sleep timer" }).waitFor({ state: "attached" });
    assert.equal(await page.evaluate(sounding), "");
    assert.equal(await page.locator(".newest .next-button").textContent(), "✓");
  }));

test("without scripts lists lead to episodes", () =>
  on("/", async (page) => {
    assert.equal(await page.locator(".next-button").count(), 0);
    await page.locator(".card a[data-play-episode]").last().click();
    assert.equal(new URL(page.url()).pathname, FIRST);
    assert.equal(await page.locator("[data-who], [data-more]").first().isVisible(), false);
  }, { javaScriptEnabled: false }));

test("a page made with templates of an earlier version loads plainly", () =>
  on("/", async (page) => {
    await page.route("**/episodes/**/", async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/<a class="who".*?<\/a>/s, "").replace(/<button[^>]* data-(more|close).*?<\/button>/gs, "").replace(/<script[^>]*data-cards.*?<\/script>/s, "");
      route.fulfill({ response, body });
    });
    await page.locator(".card a[data-play-episode]").last().click();
    await until(page, (it) => location.pathname === it && document.querySelector("audio")?.paused === false, FIRST);
    await page.locator("nav a", { hasText: "Topics" }).first().click();
    await until(page, () => location.pathname === "/topics/" && document.querySelector("h1"));
    assert.equal(await page.locator("audio").count(), 0);
  }, { serviceWorkers: "block" }));
