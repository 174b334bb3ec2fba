// The player at the foot of the screen, while one reads.

/**
 * Puts the player at the foot of the screen while its place is out of sight, and
 * nothing else stands there; what it hands back ends that.
 */
export const dock = (box, sound, signal) => {
  const root = document.documentElement;
  // Out of the flow while the player is in it: it must not part two margins.
  const place = document.createElement("div");
  place.className = "dock";
  box.before(place);
  const height = box.offsetHeight;
  const margin = getComputedStyle(box).marginBlockStart;
  let isOut = false;
  const put = (away) => {
    place.style.setProperty("position", away ? "static" : "absolute");
    place.style.setProperty("block-size", away ? `${height}px` : "1px");
    place.style.setProperty("margin-block-start", away ? margin : "0");
    box.toggleAttribute("data-docked", away);
    if (!sound.player?.isMini) root.toggleAttribute("data-docked", away);
  };
  const look = () => put(isOut && !sound.player?.isMini);
  const watch = new IntersectionObserver(([entry]) => {
    isOut = !entry.isIntersecting && entry.boundingClientRect.top < 0;
    look();
  }, { rootMargin: `${height}px 0px 0px 0px` });
  watch.observe(place);
  sound.addEventListener("change", look, { signal });
  return () => {
    watch.disconnect();
    put(false);
    place.remove();
  };
};
