// Pages of a folder in Chromium, watched: an error, a violation of the policy,
// a dialog of the browser or a request to another host fails the test.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

/**
 * Serves a site while the tests of a file run; `on` opens a page of it. What
 * is known to go wrong stands in `wrong`.
 */
export const watched = (site) => {
  const session = { host: null, browser: null };

  before(async () => {
    session.host = await serve(site);
    session.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--mute-audio"],
    });
  });

  after(async () => {
    await session.browser?.close();
    session.host?.close();
  });

  /** Opens a page and runs a test on it; what goes wrong in the page fails it. */
  const on = async (path, act, { wrong = [], init, ...options } = {}) => {
    const { host, browser } = session;
    const context = await browser.newContext(options);
    const problems = [];
    const watch = (page) => {
      page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") problems.push(`console: ${message.text()}`);
      });
      page.on("dialog", (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(host.base)) problems.push(`request: ${request.url()}`);
      });
    };
    context.on("page", watch);
    if (init) await context.addInitScript(init);
    const page = await context.newPage();
    await page.goto(host.base + path);
    await act(page, context);
    await context.close();
    const real = problems.filter((it) => !wrong.some((known) => it.includes(known)));
    assert.deepEqual(real, []);
  };
  return { on, session };
};
