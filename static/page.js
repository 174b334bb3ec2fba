// The page that is shown. While something is heard, another page may take its
// place in the same document (`navigation.js`): what a script sets up for a page
// it sets up here, and hangs all that it adds to document and window on the
// signal, which ends with the page.

const starts = [];
let going = new AbortController();
const [loaded] = performance.getEntriesByType("navigation");
let isBack = loaded?.type === "back_forward";
let isSwap = false;

const begin = (start) => {
  try {
    start({ signal: going.signal, isBack, isSwap });
  } catch (error) {
    // One part that fails shall not cost the others.
    reportError(error);
  }
};

/**
 * Runs now and for each page to come; `isBack` where one came through the
 * history, `isSwap` where the page took another's place.
 */
export const onPage = (start) => {
  starts.push(start);
  begin(start);
};

let shown = location.pathname;
let isSwapping = false;

/** From now on `navigation.js` shows what the history leads to. */
export const swapPages = () => {
  isSwapping = true;
};

// After a load the history still holds pages that came without one.
addEventListener("popstate", () => {
  if (!isSwapping && location.pathname !== shown) location.reload();
});

/** The page goes: everything that hangs on it ends. */
export const leave = () => {
  going.abort();
  going = new AbortController();
};

/** Another page is there. */
export const enter = (from) => {
  ({ isBack } = from);
  shown = location.pathname;
  isSwap = true;
  starts.forEach(begin);
  document.dispatchEvent(new Event("cuepoint:page"));
};
