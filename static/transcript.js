// The transcript opens where the address says, follows the voice, can be
// searched, and gives links to what one selects.

import { clock, rangeOf } from "./times.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Seconds of an element whose id is a time: `t=828.4`, `t=828~2`. */
const secondsOf = (id) => Number(/^t=([\d.]+)/.exec(id)?.[1]);

/** Every cue, in order: its start and its element. */
const cuesOf = (box) => {
  const cues = [];
  let last = 0;
  for (const paragraph of box.querySelectorAll('p[id^="t="]')) {
    for (const span of paragraph.querySelectorAll("span[data-cue]")) {
      // A count, `828~3`, says nothing of the fraction.
      last = Math.max(last, secondsOf(span.id || paragraph.id));
      cues.push({ start: last, element: span });
    }
  }
  return cues;
};

/** The last cue that has begun at a time. */
const cueAt = (cues, time) => {
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].start <= time + 0.05) low = middle + 1;
    else high = middle;
  }
  return low ? cues[low - 1] : null;
};

/** Opens what an element is folded away in. */
const unfold = (element) => {
  const fold = element.closest("details");
  if (fold) fold.open = true;
};

/** Milliseconds that a smooth way to a line may take. */
const GLIDE = 1200;

/** Puts an element into the middle of the screen: smoothly where it is near. */
const bring = (element, { glide }) => {
  unfold(element);
  const { top, bottom } = element.getBoundingClientRect();
  const near = bottom > -innerHeight && top < 2 * innerHeight;
  const behavior = glide && near && !calm.matches ? "smooth" : "instant";
  element.scrollIntoView({ block: "center", behavior });
};

/**
 * Lights the cue that the address asks for, or that is heard, and keeps it in
 * sight while one wants that. Without a `player` there are addresses only.
 */
export const followVoice = (box, player, { signal, isBack }) => {
  const cues = cuesOf(box);
  const button = box.querySelector("[data-follow]");
  let lit = null;
  let following = false;
  let quietUntil = 0;

  const show = (glide = true) => {
    if (!lit) return;
    quietUntil = performance.now() + GLIDE;
    bring(lit, { glide });
  };
  const isOutOfSight = () => {
    if (!lit) return false;
    const { top, bottom } = lit.getBoundingClientRect();
    return bottom < 0 || top > innerHeight;
  };
  const follow = (on) => {
    following = on;
    button.hidden = on || !player || player.audio.paused;
    if (on) show();
  };
  const lightAt = (time) => {
    const element = cueAt(cues, time)?.element ?? null;
    if (element === lit) return false;
    lit?.removeAttribute("data-now");
    lit = element;
    lit?.setAttribute("data-now", "");
    return true;
  };
  // Whoever scrolls wants to read; our own scrolling makes no wheel and touch.
  const left = () => {
    if (following) follow(false);
  };
  for (const name of ["wheel", "touchmove"]) addEventListener(name, left, { passive: true, signal });
  addEventListener("keydown", ({ key, target }) => {
    // In a field or on a bar these keys do not scroll.
    if (target.closest("input, select, textarea")) return;
    if (["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].includes(key)) left();
  }, { signal });
  addEventListener("scroll", () => {
    if (following && performance.now() > quietUntil && isOutOfSight()) left();
  }, { passive: true, signal });

  // The address is enough to find the words: they need not wait for the audio.
  const open = (address) => {
    const range = rangeOf(address);
    if (!range || !cues.length) return;
    lightAt(Math.max(range.start, cues[0].start));
    following = true;
    button.hidden = true;
    show(false);
  };
  // Whoever comes back finds the place that was left.
  if (!isBack) open(location.href);
  addEventListener("hashchange", ({ oldURL, newURL }) => {
    if (new URL(oldURL).pathname === new URL(newURL).pathname) open(newURL);
  }, { signal });
  // What came in late, a picture above, may have moved the words away.
  addEventListener("load", () => {
    if (following && isOutOfSight()) show(false);
  }, { signal });
  // The same address again changes nothing, but is asked for again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && link.href === location.href && !event.defaultPrevented) open(link.href);
  }, { signal });
  if (!player) return;

  const light = () => {
    if (lightAt(player.audio.currentTime) && following && !player.audio.paused) show();
  };
  button.addEventListener("click", () => follow(true));
  player.audio.addEventListener("timeupdate", light, { signal });
  player.audio.addEventListener("play", () => {
    button.hidden = following;
  }, { signal });
  player.audio.addEventListener("pause", () => {
    button.hidden = true;
  }, { signal });
  // Whoever comes while it plays may want to read along.
  if (!player.audio.paused) button.hidden = following;
  player.heard.addEventListener("seek", () => {
    const changed = lightAt(player.audio.currentTime);
    if (following && (changed || isOutOfSight())) show();
  }, { signal });

  // A click into the text goes there, unless one selects or follows a link.
  box.addEventListener("click", (event) => {
    const stamp = event.target.closest("[data-stamp]");
    const text = event.target.closest("[data-cue]");
    if (stamp) follow(true);
    if (!text || event.target.closest("a, button") || String(getSelection())) return;
    const paragraph = text.closest("p");
    player.seek(secondsOf(text.id || paragraph.id));
    follow(true);
  });
};

let isMarked = false;

/** Rules for words that are found. */
const addMarks = () => {
  if (isMarked) return;
  isMarked = true;
  // Validators do not know these rules yet; they are of use only here.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    ::highlight(found) { background: var(--mark); color: var(--ink); }
    ::highlight(found-now) { background: var(--accent); color: var(--on-accent); }
  `);
  document.adoptedStyleSheets.push(sheet);
};

/** Finds words in the transcript: count, next, previous, marks. */
export const findWords = (box, { signal }) => {
  const bar = box.querySelector("[data-find]");
  const input = bar.querySelector("[data-find-input]");
  const count = bar.querySelector("[data-find-count]");
  const marks = "highlights" in CSS;
  if (marks) {
    addMarks();
    signal.addEventListener("abort", () => CSS.highlights.clear());
  }
  let hits = [];
  let at = -1;

  const search = () => {
    const wanted = input.value.trim().toLowerCase();
    hits = [];
    at = -1;
    if (wanted.length > 1) {
      for (const paragraph of box.querySelectorAll("[data-line]")) {
        const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        const nodes = [];
        let text = "";
        while (walker.nextNode()) {
          nodes.push([text.length, walker.currentNode]);
          text += walker.currentNode.data.replace(/\s/g, " ").toLowerCase();
        }
        const point = (offset) => {
          const [from, node] = nodes.findLast(([from]) => from <= offset);
          return [node, Math.min(offset - from, node.length)];
        };
        for (let found = text.indexOf(wanted); found >= 0; found = text.indexOf(wanted, found + wanted.length)) {
          const range = new Range();
          range.setStart(...point(found));
          range.setEnd(...point(found + wanted.length - 1));
          range.setEnd(range.endContainer, Math.min(range.endOffset + 1, range.endContainer.length));
          hits.push(range);
        }
      }
    }
    if (marks) {
      CSS.highlights.set("found", new Highlight(...hits));
      CSS.highlights.delete("found-now");
    }
    tell();
  };
  const tell = () => {
    const { none, all, many } = count.dataset;
    if (input.value.trim().length < 2) count.textContent = "";
    else if (hits.length === 0) count.textContent = none;
    else if (at < 0) count.textContent = all.replace("{n}", hits.length);
    else count.textContent = many.replace("{at}", at + 1).replace("{n}", hits.length);
  };
  const go = (by) => {
    if (hits.length === 0) return;
    at = at < 0 ? (by > 0 ? 0 : hits.length - 1) : (at + by + hits.length) % hits.length;
    if (marks) CSS.highlights.set("found-now", new Highlight(hits[at]));
    bring(hits[at].startContainer.parentElement, { glide: true });
    tell();
  };
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      if (at < 0) search();
      go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      input.value = "";
      search();
      input.blur();
    }
  });
  bar.querySelector("[data-find-next]").addEventListener("click", () => go(1));
  bar.querySelector("[data-find-previous]").addEventListener("click", () => go(-1));
  bar.hidden = false;
};

/** Offers a link to, and a quote of, the cues that are selected. */
export const quoteSelection = (box, player, { copy, signal }) => {
  const menu = box.querySelector("[data-selection]");
  const cuesIn = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!box.contains(range.commonAncestorContainer)) return null;
    const cues = [...box.querySelectorAll("[data-cue]")].filter((it) => range.intersectsNode(it));
    return cues.length ? { cues, text: String(selection).trim() } : null;
  };
  const startOf = (cue) => secondsOf(cue.id || cue.closest("p").id);
  const address = (cues) => {
    const all = [...box.querySelectorAll("[data-cue]")];
    const behind = all[all.indexOf(cues.at(-1)) + 1];
    const end = behind ? startOf(behind) : null;
    const range = end === null ? startOf(cues[0]) : `${startOf(cues[0])},${end}`;
    return `${location.origin}${location.pathname}#t=${range}`;
  };
  document.addEventListener("selectionchange", () => {
    menu.hidden = cuesIn() === null;
  }, { signal });
  menu.querySelector("[data-copy-link]").addEventListener("click", () => {
    const found = cuesIn();
    if (found) copy(address(found.cues));
  });
  menu.querySelector("[data-copy-quote]").addEventListener("click", () => {
    const found = cuesIn();
    if (!found) return;
    const speakers = [...box.querySelectorAll("[data-speaker]")];
    const before = (it) => it.compareDocumentPosition(found.cues[0]) & Node.DOCUMENT_POSITION_FOLLOWING;
    const speaker = speakers.filter(before).at(-1)?.textContent;
    const from = [speaker, player.box.dataset.title, clock(startOf(found.cues[0]))].filter(Boolean);
    copy(`“${found.text}” — ${from.join(", ")}\n${address(found.cues)}`);
  });
};
