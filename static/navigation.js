// Another page takes the place of this one in the same document, so that sound
// goes on. Only while a player is in use, only in browsers with the Navigation
// API, and only for pages made of the same scripts; whatever is odd is a plain
// load, and so is everything that another script has stopped.

import { enter, leave, swapPages } from "./page.js";
import { sound, stage } from "./player.js";

const SCRIPTS = new URL(".", import.meta.url).href;
let plainly = false;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Milliseconds that a page waits for a style sheet of its own. */
const PATIENCE = 3000;

/** Redirects of the site that are followed: a short link leads to an old address at most. */
const HOPS = 3;

/** Whether a page is made of these scripts, and of none that must run again. */
const isOurs = (doc, base) => {
  const scripts = [...doc.querySelectorAll("script:not([type='application/ld+json'])")];
  const isKnown = (it) => it.hasAttribute("data-once") || new URL(it.getAttribute("src") ?? "", base).href.startsWith(SCRIPTS);
  return doc.querySelector("script[data-cards]") !== null && scripts.every(isKnown);
};

/** Reads a page; null if it is none that can take the place of this one. */
export const read = async (address, { signal, hops = HOPS } = {}) => {
  const abort = new AbortController();
  signal?.addEventListener("abort", () => abort.abort());
  const response = await fetch(address, { signal: abort.signal, headers: { accept: "text/html" } });
  if (!response.ok || !response.headers.get("content-type")?.startsWith("text/html")) {
    abort.abort();
    return null;
  }
  const url = new URL(response.url);
  url.hash = address.hash;
  const doc = new DOMParser().parseFromString(await response.text(), "text/html");
  const moved = doc.querySelector("meta[http-equiv=refresh i]");
  if (moved) {
    const to = new URL(/url=(.*)/i.exec(moved.content)?.[1] ?? "", url);
    to.hash ||= address.hash;
    return hops && to.origin === location.origin ? read(to, { signal, hops: hops - 1 }) : null;
  }
  return isOurs(doc, url) ? { doc, url } : null;
};

/** Adds style sheets that the page at hand lacks, and waits for them. */
const addStyles = (doc) => {
  const own = [...document.head.querySelectorAll("link[rel=stylesheet]")];
  const lacking = [...doc.querySelectorAll("head link[rel=stylesheet]")].filter((it) => !own.some((old) => old.isEqualNode(it)));
  const added = lacking.map((it) => new Promise((resolve) => {
    const link = document.importNode(it);
    for (const name of ["load", "error"]) link.addEventListener(name, resolve);
    setTimeout(resolve, PATIENCE);
    document.head.append(link);
  }));
  return Promise.all(added);
};

const replaceHead = (doc) => {
  const old = [...document.head.children];
  const kept = new Set();
  for (const it of [...doc.head.children]) {
    const twin = old.find((other) => other.isEqualNode(it));
    if (twin) {
      kept.add(twin);
    } else if (it.matches("script[src]:not([data-once])")) {
      // A script that came with a parsed document does not run.
      const script = document.createElement("script");
      for (const { name, value } of it.attributes) script.setAttribute(name, value);
      document.head.append(script);
    } else {
      document.head.append(it);
    }
  }
  for (const it of old) if (!kept.has(it) && !it.matches("script[src]")) it.remove();
};

const announcer = document.createElement("p");
announcer.className = "visually-hidden";
announcer.setAttribute("role", "status");
stage().append(announcer);

const swap = (doc, { isBack, scroll }) => {
  for (const it of document.querySelectorAll("dialog[open]")) it.close();
  leave();
  replaceHead(doc);
  const { documentElement: root, body } = document;
  root.removeAttribute("data-loading");
  for (const name of ["lang", "dir"]) {
    const value = doc.documentElement.getAttribute(name);
    if (value === null) root.removeAttribute(name);
    else root.setAttribute(name, value);
  }
  body.className = doc.body.className;
  // The audio is never taken out of the document: that would stop it.
  for (const it of [...body.childNodes]) if (!(it instanceof Element && it.hasAttribute("data-stays"))) it.remove();
  body.prepend(...doc.body.childNodes);
  const heading = document.querySelector("main h1") ?? document.querySelector("main, h1") ?? body;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  announcer.textContent = document.title;
  if (!isBack) scroll();
  enter({ isBack });
  if (isBack) scroll();
};

const reload = () => {
  plainly = true;
  location.reload();
};

const show = async ({ doc }, event, isBack) => {
  await addStyles(doc);
  // Somebody went on while style sheets came.
  if (event.signal.aborted) return;
  const act = () => swap(doc, { isBack, scroll: () => event.scroll() });
  try {
    if (!document.startViewTransition || calm.matches || document.hidden) {
      act();
      return;
    }
    const transition = document.startViewTransition(act);
    for (const it of [transition.ready, transition.finished]) it.catch(() => {});
    await transition.updateCallbackDone;
  } catch (error) {
    // Nobody shall be left with half a page.
    reportError(error);
    reload();
  }
};

const looks = () => {
  // Validators do not know these rules yet; they are of use only here.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    [data-mini] { view-transition-name: player; }
    ::view-transition-group(*), ::view-transition-old(*), ::view-transition-new(*) { animation-duration: 0.15s; }
    h1:focus, main:focus { outline: 0; }
    html[data-loading]::before { content: ""; position: fixed; z-index: 9; inset: 0 0 auto; block-size: 3px; background: var(--accent); transform-origin: left; animation: loading 8s 0.2s ease-out both; }
    @keyframes loading { from { scale: 0 1; } to { scale: 0.95 1; } }
  `);
  document.adoptedStyleSheets.push(sheet);
};

const pageOf = ({ pathname, search }) => pathname + search;
let shown = pageOf(location);
let wanted = null;

const loadPlainly = (to, history) => {
  plainly = true;
  if (history === "replace") location.replace(to);
  else location.assign(to);
};

/** Reads a page before one goes there: what cannot be read is left to the browser. */
const go = async (to, history) => {
  wanted?.abort();
  wanted = new AbortController();
  const { signal } = wanted;
  const root = document.documentElement;
  root.toggleAttribute("data-loading", true);
  let page = null;
  try {
    page = await read(to, { signal });
  } catch {
    // No network, or another page is wanted by now.
  }
  if (signal.aborted) return;
  root.removeAttribute("data-loading");
  if (!page) loadPlainly(to, history);
  // Who goes on to another page meanwhile ends this.
  else navigation.navigate(page.url.href, { history, info: { page } }).finished.catch(() => {});
};

/** Shows a page of the history; loads it whole if it cannot be read. */
const goBack = async (to, event) => {
  let page = null;
  try {
    page = await read(to, { signal: event.signal });
  } catch {
    if (event.signal.aborted) return;
  }
  if (page) await show(page, event, true);
  else reload();
};

const onNavigate = (event) => {
  const to = new URL(event.destination.url);
  const { navigationType: type, info } = event;
  if (plainly || event.hashChange || !event.canIntercept || event.downloadRequest !== null || event.formData || type === "reload") return;
  const manner = { focusReset: "manual", scroll: "manual" };
  if (type === "traverse") {
    if (!event.destination.sameDocument || pageOf(to) === shown) return;
    wanted?.abort();
    shown = pageOf(to);
    event.intercept({ ...manner, handler: () => goBack(to, event) });
  } else if (event.destination.sameDocument) {
    // A script says that the page has another address now.
    shown = pageOf(to);
  } else if (info?.page) {
    shown = pageOf(to);
    event.intercept({ ...manner, handler: () => show(info.page, event, false) });
  } else if (sound.player?.isInUse && event.cancelable && /\/[^./]*$|\.html$/.test(to.pathname)) {
    event.preventDefault();
    go(to, type);
  }
};

if ("navigation" in window && document.querySelector("script[data-cards]")) {
  looks();
  swapPages();
  navigation.addEventListener("navigate", onNavigate);
}
