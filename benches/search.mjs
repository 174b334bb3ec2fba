#!/usr/bin/env node
// What a search costs a listener: bytes over the wire, and how long after the
// last key the first result stands there, on a CPU four times slower.
//
// usage: node benches/search.mjs QUERIES.json SITE...
//
// QUERIES is `../shared/gold/search-queries.json` or another file of
// `{queries: [{q}]}`; each SITE is a built site. Needs what the browser tests
// need (`npm ci` in tests/browser). Files are served compressed, as static
// hosts do. For each site it prints a line of Markdown with median and maximum:
//
// - start: what the dialog loads before the first key;
// - cold: what a query loads in a browser that has no file of the index;
// - warm: what the next, another query loads;
// - first result: after the last key, the files being in the browser's cache.

import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".vtt": "text/vtt" };

const serve = (root) =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      let file = join(root, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) file = join(file, "index.html");
      const stats = statSync(file, { throwIfNoEntry: false });
      if (!stats) return response.writeHead(404).end();
      const type = TYPES[extname(file)];
      const head = { "content-type": type ?? "application/octet-stream", "cache-control": "max-age=3600" };
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
      let bytes = readFileSync(file);
      if (range) {
        const to = range[2] ? Math.min(Number(range[2]), stats.size - 1) : stats.size - 1;
        head["content-range"] = `bytes ${range[1]}-${to}/${stats.size}`;
        bytes = bytes.subarray(Number(range[1]), to + 1);
        return response.writeHead(206, head).end(bytes);
      }
      if (type) {
        head["content-encoding"] = "gzip";
        bytes = gzipSync(bytes);
      }
      response.writeHead(200, head).end(bytes);
    });
    server.listen(0, "127.0.0.1", () => resolve({ base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }));
  });

/** Counts bytes over the wire of a page. */
const counted = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (it) => (bytes += it.encodedDataLength));
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  return () => {
    const so_far = bytes;
    bytes = 0;
    return so_far;
  };
};

const open = async (page, base) => {
  await page.goto(`${base}/archive/`);
  await page.waitForLoadState("networkidle");
};

const openDialog = async (page) => {
  await page.keyboard.press("/");
  await page.locator("dialog[open] [data-search-input]").waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(300);
};

/** Types a query; milliseconds from the last key to the first result. */
const ask = async (page, q) => {
  const field = page.locator("[data-search-input]");
  await field.fill("");
  await page.waitForTimeout(300);
  await page.keyboard.insertText(q.slice(0, -1));
  await page.waitForTimeout(400);
  await page.evaluate(() => {
    window.began = undefined;
    window.first = new Promise((done) => {
      const input = document.querySelector("[data-search-input]");
      input.addEventListener("input", () => (window.began = performance.now()), { once: true, capture: true });
      const seen = () => {
        if (window.began === undefined) return;
        const status = document.querySelector("[data-search-status]").textContent;
        if (document.querySelector("a.found") || /\w/.test(status)) {
          requestAnimationFrame(() => done(performance.now() - window.began));
          watch.disconnect();
        }
      };
      const watch = new MutationObserver(seen);
      watch.observe(document.querySelector("dialog") ?? document.body, { childList: true, subtree: true, characterData: true });
    });
  });
  await page.keyboard.insertText(q.slice(-1));
  const took = await Promise.race([page.evaluate(() => window.first), page.waitForTimeout(5000).then(() => Number.NaN)]);
  await page.waitForTimeout(800);
  return took;
};

const say = (all, unit = 1, digits = 0) => {
  const sorted = all.filter((it) => !Number.isNaN(it)).sort((a, b) => a - b);
  const at = (it) => (sorted[it] / unit).toFixed(digits);
  return `${at(Math.floor(sorted.length / 2))} (${at(sorted.length - 1)})`;
};

const [queries, ...sites] = process.argv.slice(2);
const all = JSON.parse(readFileSync(queries, "utf8")).queries.map((it) => it.q);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
console.log("| site | queries | start, kB | cold query, kB | next query, kB | first result, ms |\n| --- | --- | --- | --- | --- | --- |");
for (const site of sites) {
  const host = await serve(site);
  const [starts, colds, warms, firsts] = [[], [], [], []];
  for (const [nth, q] of all.entries()) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const bytes = await counted(page);
    await open(page, host.base);
    bytes();
    await openDialog(page);
    starts.push(bytes());
    await ask(page, q);
    colds.push(bytes());
    await ask(page, all[(nth + 1) % all.length]);
    warms.push(bytes());
    await open(page, host.base);
    await openDialog(page);
    firsts.push(await ask(page, q));
    await context.close();
  }
  host.close();
  console.log(`| ${site} | ${all.length} | ${say(starts, 1000, 1)} | ${say(colds, 1000, 1)} | ${say(warms, 1000, 1)} | ${say(firsts)} |`);
}
await browser.close();
