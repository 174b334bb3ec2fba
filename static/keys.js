// Keys of the player, on every page on which something can be heard; never where
// one types, never with a modifier.

import { sound } from "./player.js";

let isBound = false;

const acts = {
  k: (it) => it.toggle(),
  " ": (it) => it.toggle(),
  j: (it) => it.skip(-15),
  l: (it) => it.skip(30),
  ArrowLeft: (it) => it.skip(it.stepOf("ArrowLeft")),
  ArrowRight: (it) => it.skip(it.stepOf("ArrowRight")),
  m: (it) => it.mute(),
  "<": (it) => it.faster(-1),
  ">": (it) => it.faster(1),
  "[": (it) => it.step(-1),
  "]": (it) => it.step(1),
  f: () => document.querySelector("[data-find-input]")?.focus(),
  "?": () => document.querySelector("[data-keys]")?.showModal(),
};

/** Binds them, once. */
export const bindKeys = () => {
  if (isBound) return;
  isBound = true;
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    const act = acts[key];
    const player = sound.player ?? sound.here;
    if (!act || !player || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("[data-keys]")?.open || target.closest("input:not([type=range]), select, textarea, [contenteditable]")) return;
    // Space and arrows belong to what has the focus; to a link they mean nothing.
    const focused = target.closest("a[href], button, summary, input, [tabindex]");
    const busy = target.closest("dialog") || (focused && !focused.matches("a[href], [tabindex='-1']"));
    if (busy && (key === " " || key.startsWith("Arrow"))) return;
    event.preventDefault();
    act(player);
  });
};
