// What makes an episode's page play: ties player, transcript and keys together.

import { bindKeys } from "./keys.js";
import { onPage } from "./page.js";
import { createPlayer, sound } from "./player.js";
import { findWords, followVoice, quoteSelection } from "./transcript.js";

/** The player of the page: the one that is heard already, if it is of this episode. */
const playerOf = (box) => {
  const { player } = sound;
  if (player?.id !== box.dataset.player || !player.isMini) return createPlayer(box);
  player.grow(box);
  return player;
};

onPage((page) => {
  const { signal } = page;
  const box = document.querySelector("[data-player]:not([data-mini])");
  const transcript = document.querySelector("[data-transcript]");
  if (!box && !transcript) return;
  const player = box ? playerOf(box) : null;
  player?.attach(page);

  /** Copies a text and says so. */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      player.say(player.words("copied"), { brief: true });
    } catch {
      prompt(player.words("copy"), text);
    }
  };

  if (transcript) {
    findWords(transcript, page);
    followVoice(transcript, player, page);
    if (player) quoteSelection(transcript, player, { copy, signal });
  }
  if (!player) return;
  player.box.querySelector("[data-share]").addEventListener("click", () => share(player, copy), { signal });
  videos(player);
  help();
  list(player, signal);
  bindKeys();
});

function share({ box, audio }, copy) {
  const page = box.dataset.link ?? `${location.origin}${location.pathname}`;
  const url = `${page}#t=${Math.floor(audio.currentTime)}`;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    navigator.share({ title: box.dataset.title, url }).catch(() => {});
  } else {
    copy(url);
  }
}

function videos({ box, audio }) {
  for (const video of document.querySelectorAll("a[data-video]")) {
    video.addEventListener("click", () => {
      const url = new URL(video.href);
      const at = audio.currentTime + Number(video.dataset.video || 0);
      if (at >= 1) url.searchParams.set("t", `${Math.floor(at)}s`);
      video.href = url;
    });
  }
  // A video of somewhere else is asked for nothing before one wants to see it.
  for (const button of document.querySelectorAll("[data-video-embed]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const at = Math.max(0, Math.floor(audio.currentTime + Number(button.dataset.offset)));
      const frame = document.createElement("iframe");
      frame.src = `${button.dataset.videoEmbed}?autoplay=1&start=${at}`;
      frame.title = button.dataset.label;
      frame.allow = "autoplay; fullscreen; picture-in-picture";
      frame.className = "video";
      audio.pause();
      box.after(frame);
      button.remove();
    });
  }
}

/** Buttons that open the list of keys. */
function help() {
  for (const opener of document.querySelectorAll("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => document.querySelector("[data-keys]").showModal());
  }
}

/** The list of what there is to hear, at hand while one reads. */
function list({ box }, signal) {
  const sheet = document.querySelector("[data-sheet]");
  const contents = document.querySelector("[data-chapters]");
  const button = box.querySelector("[data-list]");
  if (!sheet || !contents) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    sheet.querySelector("ol")?.remove();
    const copy = contents.cloneNode(true);
    copy.removeAttribute("data-chapters");
    sheet.firstElementChild.after(copy);
    sheet.showModal();
    sheet.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  }, { signal });
  sheet.addEventListener("click", ({ target }) => {
    if (target === sheet || target.closest("a")) sheet.close();
  });
}
