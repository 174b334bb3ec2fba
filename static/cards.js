// Lists of episodes: how far one has heard each, what is heard next, and buttons
// that play without leaving the list. What there is to say stands at the element
// of this script.

import { isHeard, keepQueue, placeIn, queued } from "./memory.js";
import { onPage } from "./page.js";

/** What is heard: its id, and whether it sounds. */
let sound = { id: null, playing: false };
document.addEventListener("cuepoint:sound", ({ detail }) => {
  sound = detail;
});

/** As lengths are written on pages. */
const words = (seconds) => {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return [h && `${h} h`, (m || !h) && `${m} min`].filter(Boolean).join(" ");
};

const isPlain = (event) => !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

/** Plays an episode here; by its own page where that cannot be. */
const playHere = async (link) => {
  // Made and loaded while the click lasts: some browsers let only such audio play.
  const audio = document.createElement("audio");
  audio.load();
  try {
    const { openEpisode } = await import("./open.js");
    await openEpisode(link.href, { audio });
  } catch {
    location.href = link.href;
  }
};

onPage(({ signal }) => {
  const say = document.querySelector("script[data-cards]")?.dataset;
  if (!say) return;
  const cards = [...document.querySelectorAll("[data-heard]")].map((card) => {
    const { heard: id, length } = card.dataset;
    return { card, id, length: Number(length), link: card.querySelector("a[data-episode]"), play: card.querySelector("a[data-play-episode]") };
  });

  const tell = ({ card, id, length, play }) => {
    const at = placeIn(id);
    const left = isHeard(id) ? say.sayHeard : at >= 1 && length > at ? say.sayLeft.replace("{time}", words(length - at)) : "";
    const place = card.querySelector(".left") ?? document.createElement("span");
    place.className = "left";
    place.textContent = left;
    if (left && !place.isConnected) (card.querySelector(".meta") ?? card).append(place);
    if (!play) return;
    const playing = sound.playing && sound.id === id;
    play.toggleAttribute("data-playing", playing);
    play.querySelector("[data-play-word]").textContent = playing ? say.sayPause : say.sayPlay;
  };
  const tellAll = () => cards.forEach(tell);
  tellAll();
  for (const name of ["cuepoint:sound", "cuepoint:place"]) document.addEventListener(name, tellAll, { signal });
  addEventListener("storage", tellAll, { signal });

  const buttons = [];
  const mark = () => {
    const all = queued();
    for (const { button, link, title } of buttons) {
      const isIn = all.some((it) => it.href === link.pathname);
      button.textContent = isIn ? "✓" : "+";
      button.title = (isIn ? say.sayRemove : say.sayAdd).replace("{title}", () => title);
      button.setAttribute("aria-label", button.title);
    }
  };
  // Audio that begins on its own page alone needs no list of what is next.
  if (!("navigation" in window)) return;
  for (const { card, link } of cards) {
    if (!link) continue;
    const title = link.lastChild.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "next-button";
    button.addEventListener("click", () => {
      const all = queued();
      const rest = all.filter((it) => it.href !== link.pathname);
      keepQueue(rest.length < all.length ? rest : [...all, { href: link.pathname, title }]);
    });
    (card.querySelector("[data-next-place]") ?? card).append(button);
    buttons.push({ button, link, title });
  }
  mark();
  document.addEventListener("cuepoint:queue", mark, { signal });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-play-episode]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    playHere(link);
  }, { signal });
});
