// The player: enhances the page's own <audio>. Everything it shows stands in
// the page already, hidden until this runs; it finds its parts by `data-`
// attributes alone.

import { clock, rangeOf } from "./times.js";

const SAVE_EVERY = 5;

/** Seconds of an arrow key, at any length of the audio. */
export const STEP = 5;

/** Milliseconds for which a note stays that nobody has to act on. */
const NOTE = 4000;

const stored = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

const store = (key, value) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage nothing is remembered.
  }
};

/** Sets up the player in `box`; the object others talk to. */
export const createPlayer = (box) => {
  const audio = box.querySelector("[data-audio]");
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [play, bar, speed, status, now] = ["play", "bar", "speed", "status", "chapter"].map(part);
  const place = `cuepoint:position:${box.dataset.player}`;
  const chapters = [...document.querySelectorAll("[data-chapters] [data-seek]")]
    .map((link) => ({
      link,
      start: Number(link.dataset.seek),
      title: link.parentElement.querySelector("[data-title]")?.textContent ?? "",
    }))
    .sort((a, b) => a.start - b.start);
  const heard = new EventTarget();
  let stopAt = null;
  let saved = 0;
  let chapter = null;

  let quiet = 0;
  const say = (text, { brief = false } = {}) => {
    clearTimeout(quiet);
    status.textContent = text;
    status.hidden = text === "";
    if (brief) quiet = setTimeout(say, NOTE, "");
  };
  const words = (key, values = {}) =>
    (box.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(box.dataset.length) || 0);

  const tell = () => {
    const at = audio.currentTime;
    const all = length();
    bar.max = Math.ceil(all) || 1;
    bar.value = at;
    bar.style.setProperty("--done", `${all ? (100 * at) / all : 0}%`);
    bar.setAttribute("aria-valuetext", words("at", { time: clock(at), length: clock(all) }));
    part("elapsed").textContent = clock(at);
    part("remaining").textContent = all ? `−${clock(all - at)}` : "";
    part("share-time").textContent = clock(at);
    const here = chapters.findLast((it) => it.start <= at + 0.25) ?? null;
    if (here !== chapter) {
      chapter = here;
      now.textContent = here?.title ?? "";
      for (const it of chapters) {
        const entry = it.link.closest("li");
        if (it === here) entry?.setAttribute("aria-current", "true");
        else entry?.removeAttribute("aria-current");
      }
      announce();
    }
  };

  const announce = () => {
    if (!("mediaSession" in navigator)) return;
    const { title, artist, album, cover } = box.dataset;
    navigator.mediaSession.metadata = new MediaMetadata({
      title: chapter?.title ? `${chapter.title} · ${title}` : title,
      artist,
      album,
      artwork: cover ? [{ src: cover }] : [],
    });
  };

  const remember = () => {
    if (audio.ended || audio.currentTime < 1) return;
    saved = audio.currentTime;
    store(place, saved.toFixed(1));
  };

  const start = () =>
    audio.play().then(
      () => say(""),
      (error) => {
        if (error.name === "NotAllowedError") {
          say(words("cued", { time: clock(audio.currentTime) }));
        }
      },
    );

  const ready = new Promise((resolve) => {
    if (audio.readyState) resolve();
    else audio.addEventListener("loadedmetadata", resolve, { once: true });
  });

  const player = {
    audio,
    box,
    say,
    words,
    /** Hears `seek` when somebody goes to another place. */
    heard,
    /** Goes to a place, in seconds; plays from there, up to `end` if given. */
    async seek(to, { end = null, playing = true } = {}) {
      await ready;
      stopAt = end;
      const last = length();
      audio.currentTime = last ? Math.min(Math.max(0, to), Math.max(0, last - 0.05)) : Math.max(0, to);
      tell();
      heard.dispatchEvent(new Event("seek"));
      if (playing) await start();
    },
    toggle() {
      if (audio.paused) start();
      else audio.pause();
    },
    skip(by) {
      player.seek(audio.currentTime + by, { playing: false });
    },
    /** Seconds by which an arrow key goes on: to the end of the bar, not of the alphabet. */
    stepOf(key) {
      const along = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      if (key === along || key === "ArrowUp") return STEP;
      return key.startsWith("Arrow") ? -STEP : 0;
    },
    /** Goes to the chapter `by` steps from here; back first to its start. */
    step(by) {
      const now = audio.currentTime;
      const before = chapters.filter((it) => it.start < now - 2);
      const to = by > 0 ? chapters.find((it) => it.start > now + 0.5) : before.at(-1) ?? chapters[0];
      if (to) player.seek(to.start, { playing: !audio.paused });
    },
    faster(by) {
      const to = speed.selectedIndex + by;
      if (to < 0 || to >= speed.options.length) return;
      speed.selectedIndex = to;
      speed.dispatchEvent(new Event("change"));
    },
    mute() {
      audio.muted = !audio.muted;
    },
  };

  // The course of the episode, in colours, is the bar; else its chapters are
  // marks on it.
  const course = document.querySelector("[data-course]");
  if (course) {
    bar.before(course);
    box.toggleAttribute("data-coloured", true);
  }
  const mark = () => {
    const marks = part("marks");
    marks.replaceChildren();
    if (course) return;
    for (const it of chapters) {
      if (!length() || it.start <= 0 || it.start >= length()) continue;
      const tick = document.createElement("i");
      tick.style.setProperty("inset-inline-start", `${(100 * it.start) / length()}%`);
      marks.append(tick);
    }
  };

  play.addEventListener("click", player.toggle);
  for (const button of box.querySelectorAll("[data-skip]")) {
    button.addEventListener("click", () => player.skip(Number(button.dataset.skip)));
  }
  // What is below the pointer, before one lets go.
  bar.addEventListener("pointermove", ({ offsetX }) => {
    const part = offsetX / bar.clientWidth;
    const at = length() * (getComputedStyle(bar).direction === "rtl" ? 1 - part : part);
    const there = chapters.findLast((it) => it.start <= at);
    now.textContent = `${clock(at)} ${there?.title ?? ""}`;
  });
  bar.addEventListener("pointerleave", () => {
    now.textContent = chapter?.title ?? "";
  });
  bar.addEventListener("input", () => player.seek(Number(bar.value), { playing: false }));
  // A range goes on by a part of its length, which is minutes in a long episode.
  bar.addEventListener("keydown", (event) => {
    const by = player.stepOf(event.key);
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    player.skip(by);
  });
  speed.addEventListener("change", () => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
    store("cuepoint:speed", speed.value);
  });
  const volume = part("volume");
  const mute = part("mute");
  const loud = () => {
    volume.value = audio.muted ? 0 : audio.volume;
    mute.setAttribute("aria-pressed", String(audio.muted));
  };
  volume.addEventListener("input", () => {
    audio.volume = Number(volume.value);
    audio.muted = audio.volume === 0;
  });
  mute.addEventListener("click", player.mute);
  audio.addEventListener("volumechange", loud);

  const state = () => {
    play.setAttribute("aria-label", audio.paused ? words("play") : words("pause"));
    box.toggleAttribute("data-playing", !audio.paused);
  };
  audio.addEventListener("play", state);
  audio.addEventListener("pause", () => {
    state();
    remember();
  });
  audio.addEventListener("ended", () => store(place, "0"));
  audio.addEventListener("durationchange", () => {
    mark();
    tell();
  });
  audio.addEventListener("timeupdate", () => {
    if (stopAt !== null && audio.currentTime >= stopAt) {
      stopAt = null;
      audio.pause();
    }
    if (Math.abs(audio.currentTime - saved) >= SAVE_EVERY) remember();
    tell();
  });
  const failed = () => {
    box.toggleAttribute("data-failed", true);
    say(words("failed"));
  };
  audio.addEventListener("error", failed);
  addEventListener("pagehide", remember);

  if ("mediaSession" in navigator) {
    const handle = (name, act) => {
      try {
        navigator.mediaSession.setActionHandler(name, act);
      } catch {
        // A browser that does not know the action.
      }
    };
    handle("play", () => start());
    handle("pause", () => audio.pause());
    handle("seekbackward", () => player.skip(-15));
    handle("seekforward", () => player.skip(30));
    handle("previoustrack", () => player.step(-1));
    handle("nexttrack", () => player.step(1));
    handle("seekto", ({ seekTime }) => player.seek(seekTime, { playing: false }));
  }

  // The native controls give way to ours, which were hidden until now.
  audio.controls = false;
  part("controls").hidden = false;
  const rate = stored("cuepoint:speed");
  if (rate && [...speed.options].some((it) => it.value === rate)) {
    speed.value = rate;
    audio.defaultPlaybackRate = audio.playbackRate = Number(rate);
  }
  if (audio.error || audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) failed();
  loud();
  state();
  mark();
  tell();
  announce();

  // Where to begin: what the address asks for, else where one stopped.
  const follow = (address) => {
    const range = rangeOf(address);
    if (range) player.seek(range.start, { end: range.end });
    return range !== null;
  };
  if (!follow(location.href)) {
    const before = Number(stored(place));
    // A list's play button leads here: on from where one stopped.
    if (location.hash === "#play-here") {
      player.seek(before);
    } else if (before > 1) {
      player.seek(before, { playing: false });
      say(words("resume", { time: clock(before) }));
    }
  }
  addEventListener("hashchange", () => follow(`x${location.hash}`));

  // Time links of this page seek instead of jumping.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-seek]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.getAttribute("href"), location);
    if (to.origin + to.pathname !== location.origin + location.pathname) return;
    event.preventDefault();
    history.replaceState(history.state, "", to.hash);
    player.seek(Number(link.dataset.seek));
  });

  dock(box);
  return player;
};

/** Puts the player at the foot of the screen while its place is out of sight. */
const dock = (box) => {
  // Out of the flow while the player is in it: it must not part two margins.
  const place = document.createElement("div");
  place.className = "dock";
  box.before(place);
  const height = box.offsetHeight;
  const margin = getComputedStyle(box).marginBlockStart;
  const dockIt = ([entry]) => {
    const away = !entry.isIntersecting && entry.boundingClientRect.top < 0;
    place.style.setProperty("position", away ? "static" : "absolute");
    place.style.setProperty("block-size", away ? `${height}px` : "1px");
    place.style.setProperty("margin-block-start", away ? margin : "0");
    box.toggleAttribute("data-docked", away);
    document.documentElement.toggleAttribute("data-docked", away);
  };
  new IntersectionObserver(dockIt, { rootMargin: `${height}px 0px 0px 0px` }).observe(place);
};
