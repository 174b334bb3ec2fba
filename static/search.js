// Opens the search from any page: by its link, or the key `/`. Everything else
// is loaded when somebody wants it.

import { onPage } from "./page.js";

const PARTS = ["dialog", "view", "index", "query", "rank", "files", "excerpt", "words"];
let link = null;

/** Asks for all parts at once: each names others, which would take turns. */
const load = () => {
  for (const part of PARTS.splice(0)) {
    const preload = document.createElement("link");
    preload.rel = "modulepreload";
    preload.href = new URL(`./search-${part}.js`, import.meta.url).href;
    document.head.append(preload);
  }
};

const open = async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  // The page with the search has its own field.
  const own = document.querySelector("main [data-search-input]");
  event.preventDefault();
  if (own) {
    own.focus();
    return;
  }
  load();
  try {
    const { openSearch } = await import("./search-dialog.js");
    await openSearch(link);
  } catch {
    location.href = link.href;
  }
};

onPage(({ signal }) => {
  link = document.querySelector("a[data-search]");
  if (!link || !("DecompressionStream" in window)) return;
  link.addEventListener("click", open);
  // What is needed first is there before somebody asks.
  link.addEventListener("pointerenter", load, { once: true });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=range]), select, textarea, [contenteditable]");
    if (event.key === "/" && !event.defaultPrevented && !typing) open(event);
  }, { signal });
});
