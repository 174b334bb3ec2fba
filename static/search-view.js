// What one sees of the search: a field, filters, moments by episode.

import { SearchIndex } from "./search-index.js";
import { stretchesOf } from "./search-query.js";
import { clock } from "./times.js";

const PAUSE = 40;
const FIRST = 6;
const MORE = 10;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A text with its marks. */
const marked = ({ text, marks }) => {
  const pieces = [];
  let last = 0;
  for (const [from, to] of marks) {
    pieces.push(text.slice(last, from), make("mark", { textContent: text.slice(from, to) }));
    last = to;
  }
  return [...pieces, text.slice(last)];
};

/**
 * Makes a view search; `page` is the address of the search's page. Hands back
 * its field, and what brings the results up to date.
 */
export const createSearch = (view, page) => {
  const part = (name) => view.querySelector(`[data-search-${name}]`);
  const [input, status, results, chips] = ["input", "status", "results", "chips"].map(part);
  const [retry, more, hint] = ["retry", "more", "hint"].map(part);
  const say = view.dataset;
  const root = new URL("..", page);
  root.search = "";
  root.hash = "";
  const index = new SearchIndex(root.href);
  let latest = 0;
  let timer = 0;
  let running = Promise.resolve();
  let shown = { text: null, hits: null, n: 0 };

  const href = (hit) =>
    new URL(hit.path, root).href + (hit.start === null ? "" : `#t=${Math.floor(hit.start / 1000)}`);

  const moment = (hit) => {
    const link = make("a", { className: "found", href: href(hit) });
    if (hit.start !== null) {
      const time = make("span", { className: "time", textContent: clock(hit.start / 1000) });
      if (hit.item?.guessed) {
        time.classList.add("guessed");
        time.append(make("span", { className: "visually-hidden", textContent: ` (${say.sayEstimated})` }));
      }
      link.append(time);
    }
    const words = make("span", { className: "found-text" });
    if (hit.speaker) words.append(make("span", { className: "found-by", textContent: hit.speaker }), " ");
    if (hit.item) words.append(make("span", { className: "found-by", textContent: say.sayItem }), " ");
    words.append(...marked(hit));
    link.append(words);
    return make("li", {}, link);
  };

  /** Moments by episode, in the order of the best of each. */
  const draw = (hits, pages) => {
    const groups = Map.groupBy ? Map.groupBy(hits, (it) => it.path) : grouped(hits);
    const articles = [...groups].map(([path, own]) => {
      const { title, number, day } = own[0].record;
      const name = number === null ? title : `${number}: ${title}`;
      const head = make("h2", {}, make("a", { href: new URL(path, root).href, textContent: name }));
      if (day) head.append(" ", make("span", { className: "meta", textContent: day }));
      return make("article", { className: "found-in" }, head, make("ul", {}, ...own.map(moment)));
    });
    const named = pages.map((it) => {
      const kind = say[`say${it.kind[0].toUpperCase()}${it.kind.slice(1)}`] ?? "";
      const link = make("a", { href: new URL(it.path.replace(/^\//, ""), root).href });
      link.append(make("span", { className: "found-by", textContent: kind }), " ", it.title);
      return make("li", {}, link);
    });
    const list = named.length ? [make("ul", { className: "topics" }, ...named)] : [];
    results.replaceChildren(...list, ...articles);
    return groups.size;
  };

  /** Words that may be meant, as buttons. */
  const suggest = (words) => {
    const buttons = words.map((word) => {
      const button = make("button", { type: "button", className: "chip", textContent: word });
      button.addEventListener("click", () => type(word));
      return button;
    });
    results.prepend(make("p", { className: "chips" }, `${say.sayNear} `, ...buttons));
  };

  /** Types for the user. */
  const type = (text) => {
    input.value = text;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** Filters in use, to be removed; and those of what was found. */
  const drawChips = (text, hits) => {
    const stretches = stretchesOf(text);
    const used = stretches.filter((it) => it.filter);
    const written = ({ filter, value, phrase, free }) => {
      if (filter) return `${filter}:${value.includes(" ") ? `"${value}"` : value}`;
      return phrase === undefined ? free.trim() : `"${phrase}"`;
    };
    const buttons = used.map((it) => {
      const rest = stretches.filter((other) => other !== it).map(written).join(" ");
      const button = make("button", { type: "button", className: "chip on", textContent: `${written(it)} ×` });
      button.setAttribute("aria-label", say.sayRemove.replace("{filter}", written(it)));
      button.addEventListener("click", () => type(rest));
      return button;
    });
    const offer = (filter, values) => {
      if (used.some((it) => it.filter === filter)) return;
      const all = [...new Set(values.filter((it) => it !== null))];
      if (all.length < 2) return;
      for (const value of all.slice(0, 4)) {
        const chip = written({ filter, value: String(value) });
        const button = make("button", { type: "button", className: "chip", textContent: chip });
        button.addEventListener("click", () => type(`${text.trim()} ${chip}`));
        buttons.push(button);
      }
    };
    offer("speaker", hits.map((it) => it.speaker));
    offer("year", hits.map((it) => it.record.year).sort((a, b) => b - a));
    chips.replaceChildren(...buttons);
    chips.hidden = buttons.length === 0;
  };

  const search = async (limit) => {
    const text = input.value;
    const mine = ++latest;
    retry.hidden = true;
    hint.hidden = text.trim() !== "";
    if (!text.trim()) {
      shown = { text, hits: [], n: 0 };
      results.replaceChildren();
      drawChips("", []);
      more.hidden = true;
      status.textContent = "";
      return;
    }
    // Whoever waits shall know why.
    const waiting = setTimeout(() => {
      if (mine === latest) status.textContent = say.sayLoading;
    }, 400);
    try {
      const answer = await index.search(text, { typing: true, limit: limit + 1 });
      if (mine !== latest) return;
      const visible = answer.hits.slice(0, limit);
      shown = { text, hits: visible, n: limit };
      const episodes = draw(visible, answer.pages);
      drawChips(text, visible);
      const hasMore = answer.hits.length > limit;
      const isAll = answer.whole && !hasMore;
      status.textContent = told(answer, { n: visible.length, episodes, isAll }, text);
      more.hidden = !hasMore;
      if (answer.nearest.length) suggest(answer.nearest);
    } catch (error) {
      if (mine !== latest) return;
      results.replaceChildren();
      more.hidden = true;
      status.textContent = say.sayFailed;
      retry.hidden = false;
      console.warn(error);
    } finally {
      clearTimeout(waiting);
    }
  };

  // How many there are in all nobody counts: the search stops at the best.
  const told = ({ query, pages }, { n, episodes, isAll }, text) => {
    if (n === 1) return say.sayOne;
    const best = isAll ? (episodes > 1 ? say.sayFound : say.sayFoundIn) : say.sayBest;
    if (n) return best.replace("{n}", n).replace("{m}", episodes);
    if (query.onlyStopWords) return say.sayStop;
    const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    return pages.length ? "" : say.sayNone.replace("{q}", () => short.trim());
  };

  const update = (limit = FIRST) => {
    clearTimeout(timer);
    running = search(limit);
    return running;
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, PAUSE, FIRST);
  });
  part("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (shown.text === input.value) await running;
    else await update();
    results.querySelector("a.found")?.click();
  });
  retry.addEventListener("click", () => {
    index.forget();
    update();
    input.focus();
  });
  more.addEventListener("click", async () => {
    const n = results.querySelectorAll("a.found").length;
    await update(shown.n + MORE);
    results.querySelectorAll("a.found")[n]?.focus();
  });
  // Up and down go through the moments.
  view.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.target.closest("button")) return;
    const stops = [input, ...results.querySelectorAll("a.found")];
    const at = stops.indexOf(event.target);
    if (at < 0 && event.target !== input) return;
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, at + by))].focus();
  });
  return { input, update };
};

const grouped = (hits) => {
  const groups = new Map();
  for (const it of hits) groups.set(it.path, [...(groups.get(it.path) ?? []), it]);
  return groups;
};
