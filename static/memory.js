// What the browser remembers of what somebody hears.

export const stored = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

export const store = (key, value) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage nothing is remembered.
  }
};

const PLACE = "cuepoint:position:";
const HEARD = "heard";

/** Where one stopped in an episode, in seconds; 0 if nowhere. */
export const placeIn = (id) => Number(stored(PLACE + id)) || 0;

/** Whether an episode was heard to its end. */
export const isHeard = (id) => stored(PLACE + id) === HEARD;

export const keepPlace = (id, seconds) => store(PLACE + id, seconds.toFixed(1));

export const keepHeard = (id) => store(PLACE + id, HEARD);

// Several sites may share a host, and with it what is stored.
const QUEUE = `cuepoint:queue:${new URL("../../", import.meta.url).pathname}`;

/** What is heard next, in order: `{ href, title }`. */
export const queued = () => {
  try {
    const all = JSON.parse(stored(QUEUE));
    return Array.isArray(all) ? all.filter((it) => typeof it?.href === "string") : [];
  } catch {
    return [];
  }
};

/** Keeps what is heard next, and tells the page. */
export const keepQueue = (entries) => {
  store(QUEUE, JSON.stringify(entries));
  document.dispatchEvent(new Event("cuepoint:queue"));
};

// Other tabs of the site change it too.
addEventListener("storage", ({ key }) => {
  if (key === QUEUE) document.dispatchEvent(new Event("cuepoint:queue"));
});
