// What comes after an episode: the next of the queue, or silence where the
// sleep timer says so.

import { keepQueue, queued } from "./memory.js";
import { openEpisode } from "./open.js";
import { sound } from "./player.js";

/** When to stop: milliseconds since 1970, `end` for the end of the episode, null for never. */
let sleepAt = null;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const without = (href) => queued().filter((it) => it.href !== href);

/** Plays an entry of the queue, which leaves it. */
const play = async ({ href }, audio) => {
  keepQueue(without(href));
  try {
    await openEpisode(href, { audio });
    return true;
  } catch {
    return false;
  }
};

/** The first of the queue that can be played. */
const playNext = async (player) => {
  // Audio that has played may go on without a click, in pockets too.
  const audio = player.spareAudio();
  for (const entry of queued()) if (await play(entry, audio)) return;
};

const draw = (player, sheet) => {
  const list = sheet.querySelector("[data-queue]");
  const entries = queued().map((entry) => {
    const { href, title } = entry;
    const remove = make("button", { type: "button", className: "quiet", textContent: "×" });
    remove.setAttribute("aria-label", player.words("upNextRemove", { title }));
    remove.addEventListener("click", () => {
      keepQueue(without(href));
      (list.querySelector("button") ?? sheet.querySelector("form button")).focus();
    });
    const start = make("button", { type: "button", className: "quiet", textContent: title });
    start.setAttribute("aria-label", `${player.words("play")}: ${title}`);
    start.addEventListener("click", () => {
      const audio = make("audio");
      audio.load();
      sheet.close();
      play(entry, audio);
    });
    return make("li", {}, start, remove);
  });
  list.replaceChildren(...entries);
  sheet.querySelector("[data-queue-none]").hidden = entries.length > 0;
};

/** Opens what comes next over the page. */
export const openQueue = (player) => {
  const sheet = player.box.querySelector("[data-next-sheet]");
  const sleep = sheet.querySelector("[data-sleep]");
  const minutes = sleepAt === "end" || sleepAt === null ? null : Math.ceil((sleepAt - Date.now()) / 60_000);
  // A timer that runs shows the choice that is nearest to what is left.
  const fitting = [...sleep.options].find((it) => minutes !== null && Number(it.value) >= minutes);
  sleep.value = sleepAt === "end" ? "end" : fitting?.value ?? "";
  sleep.onchange = () => {
    const minutes = Number(sleep.value);
    sleepAt = sleep.value === "end" ? "end" : minutes ? Date.now() + minutes * 60_000 : null;
    sound.player?.markSleep(sleepAt !== null);
  };
  const closed = new AbortController();
  const redraw = () => draw(player, sheet);
  document.addEventListener("cuepoint:queue", redraw, { signal: closed.signal });
  sheet.addEventListener("close", () => closed.abort(), { once: true });
  redraw();
  sheet.showModal();
};

const stop = (player) => {
  sleepAt = null;
  player.audio.pause();
  player.markSleep(false);
  player.say(player.words("sleepOver"));
};

sound.addEventListener("time", () => {
  if (typeof sleepAt === "number" && Date.now() >= sleepAt) stop(sound.player);
});
sound.addEventListener("change", () => sound.player?.markSleep(sleepAt !== null));
sound.addEventListener("ended", () => {
  if (sleepAt === "end") stop(sound.player);
  else playNext(sound.player);
});
