// What makes an episode's page play: ties player, transcript and keys together.

import { createPlayer } from "./player.js";
import { findWords, followVoice, quoteSelection } from "./transcript.js";

const box = document.querySelector("[data-player]");
const transcript = document.querySelector("[data-transcript]");
const player = box ? createPlayer(box) : null;

/** Copies a text and says so. */
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    player.say(player.words("copied"), { brief: true });
  } catch {
    prompt(player.words("copy"), text);
  }
};

let find = null;
if (transcript) {
  find = findWords(transcript);
  followVoice(transcript, player);
  if (player) quoteSelection(transcript, player, copy);
}

if (player) {
  box.querySelector("[data-share]").addEventListener("click", () => {
    const page = box.dataset.link ?? `${location.origin}${location.pathname}`;
    const url = `${page}#t=${Math.floor(player.audio.currentTime)}`;
    if (navigator.share && matchMedia("(pointer: coarse)").matches) {
      navigator.share({ title: box.dataset.title, url }).catch(() => {});
    } else {
      copy(url);
    }
  });
  for (const video of document.querySelectorAll("a[data-video]")) {
    video.addEventListener("click", () => {
      const url = new URL(video.href);
      const at = player.audio.currentTime + Number(video.dataset.video || 0);
      if (at >= 1) url.searchParams.set("t", `${Math.floor(at)}s`);
      video.href = url;
    });
  }
  // A video of somewhere else is asked for nothing before one wants to see it.
  for (const button of document.querySelectorAll("[data-video-embed]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const at = Math.max(0, Math.floor(player.audio.currentTime + Number(button.dataset.offset)));
      const frame = document.createElement("iframe");
      frame.src = `${button.dataset.videoEmbed}?autoplay=1&start=${at}`;
      frame.title = button.dataset.label;
      frame.allow = "autoplay; fullscreen; picture-in-picture";
      frame.className = "video";
      player.audio.pause();
      box.after(frame);
      button.remove();
    });
  }
  keys(player, find);
  list(player);
}

/** The list of what there is to hear, at hand while one reads. */
function list({ box }) {
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
  });
  sheet.addEventListener("click", ({ target }) => {
    if (target === sheet || target.closest("a")) sheet.close();
  });
}

/** Keys of the page; never where one types, never with a modifier. */
function keys(player, find) {
  const help = document.querySelector("[data-keys]");
  const acts = {
    k: () => player.toggle(),
    " ": () => player.toggle(),
    j: () => player.skip(-15),
    l: () => player.skip(30),
    ArrowLeft: () => player.skip(player.stepOf("ArrowLeft")),
    ArrowRight: () => player.skip(player.stepOf("ArrowRight")),
    m: () => player.mute(),
    "<": () => player.faster(-1),
    ">": () => player.faster(1),
    "[": () => player.step(-1),
    "]": () => player.step(1),
    f: () => find?.focus(),
    "?": () => help?.showModal(),
  };
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    const act = acts[key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (help?.open || target.closest("input:not([type=range]), select, textarea, [contenteditable]")) return;
    // Space and arrows belong to what has the focus; to a link they mean nothing.
    const focused = target.closest("a[href], button, summary, input, [tabindex]");
    const busy = target.closest("dialog") || (focused && !focused.matches("a[href]"));
    if (busy && (key === " " || key.startsWith("Arrow"))) return;
    event.preventDefault();
    act();
  });
  for (const opener of document.querySelectorAll("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
}
