// Narrows a list while one types. The list is whole without this script; the
// field for typing is hidden until it runs.

import { onPage } from "./page.js";

/** Letters and digits only, as names are compared when the site is built. */
const fold = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}+#]/gu, "");

onPage(() => {
  const box = document.querySelector("[data-filter]");
  const input = box?.querySelector("[data-filter-input]");
  const count = box?.querySelector("[data-filter-count]");
  const items = [...document.querySelectorAll("[data-filter-item]")];
  const apart = document.querySelector("[data-filter-apart]");
  const groups = [...document.querySelectorAll("[data-filter-group]")];

  /** Which groups stand open while nothing is looked for. */
  const open = groups.map((group) => group.open);

  const names = items.map((item) => fold(item.dataset.filterItem));

  const narrow = () => {
    const wanted = fold(input.value);
    let shown = 0;
    items.forEach((item, at) => {
      item.hidden = !names[at].includes(wanted);
      if (!item.hidden) shown += 1;
    });
    groups.forEach((group, at) => {
      group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
      if (group.matches("details")) group.open = wanted !== "" || open[at];
    });
    if (apart) apart.hidden = wanted !== "";
    const { none, one, many } = count.dataset;
    const said = shown === 0 ? none : shown === 1 ? one : many.replace("{n}", shown);
    count.textContent = wanted === "" ? "" : said;
  };

  if (box && input && count) {
    box.hidden = false;
    input.addEventListener("input", narrow);
    narrow();
  }
});
