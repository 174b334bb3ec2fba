// The preview's part in a page: it loads the page again when its sources were
// saved, swaps style sheets without that, keeps place and playback, and shows
// what is wrong over the last good page.

const KEPT = "cuepoint-live";

const audio = () => document.querySelector("audio");

// The page as it came, to tell what changes.
let page = read("force-cache");
// While something is heard, another page may take the place of this one.
document.addEventListener("cuepoint:page", () => {
  page = read("force-cache");
});

async function read(cache) {
  const response = await fetch(location.pathname, { cache });
  return { ok: response.status !== 500, html: await response.text() };
}

const withoutStyles = (html) => html.replace(/[^"]*\.css/g, "");

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function styles(root) {
  return [...root.querySelectorAll("link[rel=stylesheet]")];
}

function swapStyles(html) {
  const fresh = styles(parse(html));
  styles(document).forEach((old, nth) => {
    const href = fresh[nth]?.getAttribute("href");
    if (!href || href === old.getAttribute("href")) return;
    const link = old.cloneNode();
    link.href = href;
    link.addEventListener("load", () => old.remove());
    old.after(link);
  });
}

function reload() {
  const player = audio();
  const kept = {
    path: location.pathname,
    scroll: window.scrollY,
    time: player?.currentTime ?? 0,
    playing: player ? !player.paused : false,
  };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  location.reload();
}

async function refresh() {
  const before = await page;
  const now = await read("no-cache");
  if (!now.ok) {
    const problem = parse(now.html).querySelector("[data-problem]");
    show([problem?.textContent ?? now.html]);
    return;
  }
  page = Promise.resolve(now);
  if (now.html === before.html) return;
  if (withoutStyles(now.html) === withoutStyles(before.html)) swapStyles(now.html);
  else reload();
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.path !== location.pathname) return;
  window.scrollTo({ top: kept.scroll, behavior: "instant" });
  const player = audio();
  if (!player || (!kept.time && !kept.playing)) return;
  const seek = () => {
    player.currentTime = kept.time;
    // Browsers may want a click first.
    if (kept.playing) player.play().catch(() => {});
  };
  if (player.readyState) seek();
  else {
    player.addEventListener("loadedmetadata", () => setTimeout(seek), { once: true });
    player.preload = "metadata";
  }
}

// Lives in a shadow, so that neither style touches the other.
let overlay = null;

function show(problems) {
  overlay?.remove();
  overlay = null;
  if (!problems.length) return;
  overlay = document.createElement("div");
  overlay.id = "cuepoint-problems";
  overlay.dataset.stays = "problems";
  const shadow = overlay.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    section { position: fixed; inset: auto 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647;
      background: #1b1b1f; color: #f4f4f6; border-top: 4px solid #e5484d; padding: 1rem;
      font: 14px/1.45 ui-monospace, monospace; }
    h2 { font: 600 16px/1.3 system-ui, sans-serif; margin: 0 3rem .75rem 0; }
    pre { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    button { position: absolute; top: .6rem; right: .8rem; min-width: 44px; min-height: 44px;
      font: inherit; color: inherit; background: none; border: 1px solid; border-radius: 6px; }
  `);
  shadow.adoptedStyleSheets = [sheet];
  const section = document.createElement("section");
  section.setAttribute("role", "alert");
  const title = document.createElement("h2");
  const n = problems.length;
  title.textContent = n === 1 ? "1 error: this is the last good page" : `${n} errors: this is the last good page`;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => show([]));
  const texts = problems.map((it) => {
    const pre = document.createElement("pre");
    pre.textContent = it;
    return pre;
  });
  section.append(title, close, ...texts);
  shadow.append(section);
  document.body.append(overlay);
}

let version = null;
const news = new EventSource("/.cuepoint/news");
let lost = false;
news.addEventListener("error", () => (lost = true));
news.addEventListener("message", ({ data }) => {
  const now = JSON.parse(data);
  const is_new = version !== null && (now.version !== version || lost);
  version = now.version;
  document.documentElement.dataset.cuepoint = version;
  lost = false;
  show(now.problems);
  if (is_new) refresh();
});
window.addEventListener("pagehide", () => news.close());

if (document.readyState === "complete") restore();
else window.addEventListener("load", () => restore());
