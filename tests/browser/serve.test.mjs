// The preview in a real Chromium: what happens to an open page when its
// sources are saved. CUEPOINT is the program, SHOW the folder of the show.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const PAGE = "/episodes/1-first-things-first/";
const show = mkdtempSync(join(tmpdir(), "cuepoint-"));
let server;
let base;
let browser;

before(async () => {
  for (const it of ["content", "show.toml"]) {
    cpSync(join(process.env.SHOW, it), join(show, it), { recursive: true });
  }
  server = spawn(process.env.CUEPOINT, ["serve", show, "--port", "0"]);
  const lines = createInterface({ input: server.stderr });
  base = await new Promise((found) => {
    lines.on("line", (line) => {
      const address = /http:\/\/[^/]+/.exec(line);
      if (address) found(address[0]);
    });
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--mute-audio", "--autoplay-policy=no-user-gesture-required"],
  });
});

after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(show, { recursive: true, force: true });
});

/** Opens a page and waits until it hears of changes. */
const open = async (path) => {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(base + path);
  await page.waitForFunction(() => document.documentElement.dataset.cuepoint);
  await page.evaluate(() => (window.untouched = true));
  return { page, problems };
};

const notes = join(show, "content/episodes/001-first-things-first/notes.md");

test("a saved file loads the page again, and place and playback stay", async () => {
  const { page, problems } = await open(PAGE);
  await page.evaluate(() => window.scrollTo({ top: 600, behavior: "instant" }));
  await page.evaluate(() => {
    const audio = document.querySelector("audio");
    audio.currentTime = 20;
    return audio.play();
  });
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 20.2);
  appendFileSync(notes, "\nA paragraph that was not there.\n");
  await page.waitForFunction(() => document.body.textContent.includes("was not there"));
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 20);
  const now = await page.evaluate(() => {
    const audio = document.querySelector("audio");
    return { scroll: window.scrollY, time: audio.currentTime, paused: audio.paused, same: window.untouched };
  });
  assert.equal(now.same, undefined, "the page was not loaded again");
  assert.ok(Math.abs(now.scroll - 600) < 5, `scrolled to ${now.scroll}`);
  assert.ok(20 < now.time && now.time < 30, `at ${now.time}`);
  assert.equal(now.paused, false);
  assert.deepEqual(problems, []);
  await page.close();
});

test("a style sheet changes without loading the page again", async () => {
  const { page, problems } = await open("/");
  mkdirSync(join(show, "static"), { recursive: true });
  writeFileSync(join(show, "static/theme.css"), "body { background: rgb(1, 2, 3); }");
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(1, 2, 3)");
  assert.equal(await page.evaluate(() => window.untouched), true);
  rmSync(join(show, "static"), { recursive: true });
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor !== "rgb(1, 2, 3)");
  assert.equal(await page.evaluate(() => window.untouched), true);
  assert.equal(await page.locator("link[rel=stylesheet]").count(), 1);
  assert.deepEqual(problems, []);
  await page.close();
});

test("a page that does not change is left alone", async () => {
  const { page } = await open("/about/");
  appendFileSync(notes, "\nAnother one.\n");
  await page.waitForTimeout(600);
  assert.equal(await page.evaluate(() => window.untouched), true);
  await page.close();
});

test("problems stand over the last good page until they are mended", async () => {
  const { page, problems } = await open(PAGE);
  const settings = join(show, "show.toml");
  const good = readFileSync(settings, "utf8");
  writeFileSync(settings, "title = \n");
  const told = page.locator("#cuepoint-problems section");
  await told.waitFor();
  const text = await told.innerText();
  assert.match(text, /config\/syntax/);
  assert.match(text, /show\.toml:1:/);
  assert.match(text, /1 \| title =/);
  assert.equal(await page.evaluate(() => window.untouched), true);
  assert.ok((await page.locator("h1").innerText()).length > 0);
  writeFileSync(settings, good);
  await told.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => window.untouched), true);
  assert.deepEqual(problems, []);
  await page.close();
});
