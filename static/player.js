// The player: enhances the page's own <audio>. Everything it shows stands in
// the page already, hidden until this runs; it finds its parts by `data-`
// attributes alone.

import { dock } from "./dock.js";
import { keepHeard, keepPlace, placeIn, store, stored } from "./memory.js";
import { clock, rangeOf } from "./times.js";

const SAVE_EVERY = 5;

/** Seconds of an arrow key, at any length of the audio. */
export const STEP = 5;

/** Milliseconds for which a note stays that nobody has to act on. */
const NOTE = 4000;

/**
 * What is heard: at most one player of a document, which goes on from page to
 * page; and the player of the page that is shown. Tells `change`, `time`, `ended`.
 */
export const sound = Object.assign(new EventTarget(), { player: null, here: null });

/** What stays while pages come and go. */
export const stage = () => {
  let place = document.querySelector("[data-stays=player]");
  if (!place) {
    place = document.createElement("div");
    place.dataset.stays = "player";
    document.body.append(place);
  }
  return place;
};

/** A tab that begins to play writes here; the others fall silent. */
const PLAYING = "cuepoint:playing";
addEventListener("storage", ({ key }) => {
  if (key === PLAYING) sound.player?.audio.pause();
});

/** Tells lists of episodes. */
const announceTo = (name, detail) => document.dispatchEvent(new CustomEvent(`cuepoint:${name}`, { detail }));

const chaptersOf = (page) =>
  [...page.querySelectorAll("[data-chapters] [data-seek]")]
    .map((link) => ({
      link,
      start: Number(link.dataset.seek),
      title: link.parentElement.querySelector("[data-title]")?.textContent ?? "",
    }))
    .sort((a, b) => a.start - b.start);

/** Audio that was made while a click lasted, for what comes next without one. */
let spare = null;

/**
 * Sets up the player in `box`; the object others talk to. Its episode's page is
 * `source`, at `address`.
 */
export const createPlayer = (box, { audio = box.querySelector("[data-audio]"), source = document, address = new URL(location) } = {}) => {
  const life = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: life.signal });
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [play, bar, speed, status, now] = ["play", "bar", "speed", "status", "chapter"].map(part);
  const [who, more, close] = ["who", "more", "close"].map(part);
  const id = box.dataset.player;
  let chapters = chaptersOf(source);
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
    if (player.isMini) who.href = `${address.pathname}#t=${Math.floor(at)}`;
    const here = chapters.findLast((it) => it.start <= at + 0.25) ?? null;
    if (here !== chapter) {
      chapter = here;
      now.textContent = here?.title ?? "";
      markChapter();
      announce();
    }
  };

  const markChapter = () => {
    for (const it of chapters) {
      const entry = it.link?.closest("li");
      if (it === chapter) entry?.setAttribute("aria-current", "true");
      else entry?.removeAttribute("aria-current");
    }
  };

  const isOurs = () => !sound.player || sound.player === player;
  const announce = () => {
    if (!("mediaSession" in navigator) || !isOurs()) return;
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
    keepPlace(id, saved);
    announceTo("place");
  };

  const start = () => {
    if (!spare && navigator.userActivation?.isActive) {
      spare = document.createElement("audio");
      spare.load();
    }
    return audio.play().then(
      () => say(""),
      (error) => {
        if (error.name === "NotAllowedError") {
          say(words("cued", { time: clock(audio.currentTime) }));
        }
      },
    );
  };

  const ready = new Promise((resolve) => {
    if (audio.readyState) resolve();
    else on(audio, "loadedmetadata", resolve);
  });

  const player = {
    audio,
    box,
    id,
    address,
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
    /** On from where one stopped. */
    resume() {
      return player.seek(placeIn(id));
    },
    /** Whether it stands at the foot of pages that are not its own. */
    get isMini() {
      return box.hasAttribute("data-mini");
    },
    /** Whether it is worth keeping when the page goes. */
    get isInUse() {
      return sound.player === player && !audio.ended && !audio.error && who !== null;
    },
    /** Hands out audio that may play without a click: its own where nobody needs it. */
    spareAudio() {
      if (player.isMini) return audio;
      const it = spare ?? document.createElement("audio");
      spare = null;
      return it;
    },
    markSleep(is) {
      more?.toggleAttribute("data-on", is);
    },
    /** Goes to the foot of the screen, where it stays while pages come and go. */
    shrink() {
      small(true);
      stage().append(box);
      tell();
    },
    /** Takes its place on the page of its own episode. */
    grow(place) {
      small(false);
      place.replaceWith(box);
    },
    /** Becomes the player of the page that is shown. */
    attach({ signal, isBack, isSwap }) {
      sound.here = player;
      chapters = chaptersOf(document);
      chapter = chapters.findLast((it) => it.start <= audio.currentTime + 0.25) ?? null;
      markChapter();
      takeCourse();
      mark();
      addEventListener("hashchange", ({ oldURL, newURL }) => {
        // Through the history one may come from another page.
        if (new URL(oldURL).pathname === new URL(newURL).pathname) follow(newURL);
      }, { signal });
      document.addEventListener("click", followLink, { signal });
      const release = dock(box, sound, signal);
      signal.addEventListener("abort", () => {
        release();
        sound.here = null;
        chapters = chapters.map((it) => ({ ...it, link: null }));
        part("course")?.remove();
        box.removeAttribute("data-coloured");
        if (player.isInUse) player.shrink();
        else player.close();
      });
      begin(isSwap && isBack);
    },
    /** Ends, without its audio where another player takes that over. */
    close({ handsOver = false } = {}) {
      life.abort();
      if (!handsOver) {
        audio.pause();
        remember();
        // What it still loads nobody will hear.
        audio.removeAttribute("src");
        audio.load();
        audio.remove();
      }
      if (player.isMini) {
        small(false);
        box.remove();
      }
      if (sound.player !== player) return;
      sound.player = null;
      tellSound();
    },
  };

  const { id: anchor } = box;
  const small = (is) => {
    const place = stage();
    if (is) {
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", words("player"));
      box.removeAttribute("id");
    } else {
      place.removeAttribute("role");
      place.removeAttribute("aria-label");
      box.id = anchor;
    }
    box.toggleAttribute("data-mini", is);
    for (const it of [box, document.documentElement]) it.toggleAttribute("data-docked", is);
    who.hidden = close.hidden = !is;
  };

  const tellSound = () => {
    announceTo("sound", { id: sound.player?.id ?? null, playing: sound.player ? !sound.player.audio.paused : false });
    sound.dispatchEvent(new Event("change"));
  };

  // Whoever plays is what is heard; another player falls silent, and goes if this
  // is not its page.
  const take = () => {
    const before = sound.player;
    store(PLAYING, `${Date.now()}`);
    if (before === player) return;
    sound.player = player;
    if (before?.isMini) before.close();
    else before?.audio.pause();
    claimKeys();
    announce();
    // What is needed from now on alone; without it pages load as always.
    if (document.querySelector("script[data-cards]") && who) {
      Promise.all([import("./navigation.js"), import("./queue.js")]).then(() => sound.dispatchEvent(new Event("change")), () => {});
    }
  };

  // The course of the episode, in colours, is the bar; else its chapters are
  // marks on it.
  const takeCourse = () => {
    const course = document.querySelector("[data-course]");
    if (!course) return;
    bar.before(course);
    box.toggleAttribute("data-coloured", true);
  };
  const mark = () => {
    const marks = part("marks");
    marks.replaceChildren();
    if (part("course")) return;
    for (const it of chapters) {
      if (!length() || it.start <= 0 || it.start >= length()) continue;
      const tick = document.createElement("i");
      tick.style.setProperty("inset-inline-start", `${(100 * it.start) / length()}%`);
      marks.append(tick);
    }
  };

  on(play, "click", player.toggle);
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
    tellPosition();
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
  on(audio, "volumechange", loud);
  if (more) {
    more.hidden = false;
    more.addEventListener("click", () => import("./queue.js").then((it) => it.openQueue(player), () => {}));
  }
  close?.addEventListener("click", () => {
    player.close();
    document.querySelector("main")?.querySelector("a, button, [tabindex]")?.focus({ preventScroll: true });
  });

  // Where the lock screen shows the place.
  const tellPosition = () => {
    const { duration, currentTime: position, playbackRate } = audio;
    if (isOurs() && Number.isFinite(duration)) navigator.mediaSession?.setPositionState?.({ duration, playbackRate, position: Math.min(position, duration) });
  };

  const state = () => {
    play.setAttribute("aria-label", audio.paused ? words("play") : words("pause"));
    box.toggleAttribute("data-playing", !audio.paused);
    tellPosition();
  };
  on(audio, "play", () => {
    take();
    state();
    tellSound();
  });
  on(audio, "pause", () => {
    state();
    remember();
    if (sound.player === player) tellSound();
  });
  on(audio, "ended", () => {
    keepHeard(id);
    announceTo("place");
    if (sound.player === player) sound.dispatchEvent(new Event("ended"));
  });
  on(audio, "seeked", tellPosition);
  on(audio, "durationchange", () => {
    mark();
    tell();
  });
  on(audio, "timeupdate", () => {
    if (stopAt !== null && audio.currentTime >= stopAt) {
      stopAt = null;
      audio.pause();
    }
    if (Math.abs(audio.currentTime - saved) >= SAVE_EVERY) remember();
    tell();
    if (sound.player === player) sound.dispatchEvent(new Event("time"));
  });
  const failed = () => {
    box.toggleAttribute("data-failed", true);
    say(words("failed"));
  };
  on(audio, "error", failed);
  on(window, "pagehide", remember);

  const claimKeys = () => {
    if (!("mediaSession" in navigator)) return;
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
  stage().append(audio);
  part("controls").hidden = false;
  const rate = stored("cuepoint:speed");
  if (rate && [...speed.options].some((it) => it.value === rate)) {
    speed.value = rate;
    audio.defaultPlaybackRate = audio.playbackRate = Number(rate);
  }
  // What was parsed for another document has not begun to load.
  if (!audio.currentSrc) audio.load();
  else if (audio.error || audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) failed();
  loud();
  state();
  mark();
  tell();
  if (!sound.player) claimKeys();
  announce();

  // Where to begin: what the address asks for, else where one stopped.
  const follow = (asked) => {
    const range = rangeOf(asked);
    if (range) player.seek(range.start, { end: range.end });
    return range !== null;
  };
  const begin = (isOld) => {
    const range = rangeOf(location.href);
    const before = placeIn(id);
    if (sound.player === player) {
      // It is heard already; who asks for the very moment does not mean a jump.
      const isThere = range && range.end === null && Math.abs(range.start - audio.currentTime) < 2;
      if (range && !isOld && !isThere) follow(location.href);
      else if (location.hash === "#play-here" && !isOld && audio.paused) start();
    } else if (range && !isOld) {
      follow(location.href);
    } else if (location.hash === "#play-here" && !isOld) {
      // A list's play button leads here: on from where one stopped.
      player.resume();
    } else if (before > 1) {
      player.seek(before, { playing: false });
      say(words("resume", { time: clock(before) }));
    }
  };

  // Time links of this page seek instead of jumping.
  const followLink = (event) => {
    const link = event.target.closest?.("a[data-seek]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.getAttribute("href"), location);
    if (to.origin + to.pathname !== location.origin + location.pathname) return;
    event.preventDefault();
    history.replaceState(history.state, "", to.hash);
    player.seek(Number(link.dataset.seek));
  };
  return player;
};
