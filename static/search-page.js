// The page of the search: its address holds what was typed.

import { onPage } from "./page.js";
import { createSearch } from "./search-view.js";

onPage(({ signal }) => {
  const view = document.querySelector("main [data-search-view]");
  const instead = document.querySelector("[data-search-instead]");

  if (view) {
    view.hidden = false;
    if (!("DecompressionStream" in window)) {
      view.querySelector("[data-search-status]").textContent = view.dataset.sayOld;
    } else {
      const { input, update } = createSearch(view, location.href);
      const typed = () => new URL(location.href).searchParams.get("q") ?? "";
      const show = () => {
        instead.hidden = input.value.trim() !== "";
      };
      input.addEventListener("input", () => {
        const url = new URL(location.href);
        if (input.value) url.searchParams.set("q", input.value.slice(0, 500));
        else url.searchParams.delete("q");
        history.replaceState(null, "", url);
        show();
      });
      addEventListener("popstate", () => {
        input.value = typed();
        show();
        update();
      }, { signal });
      input.value = typed();
      show();
      update();
      input.focus();
    }
  }
});
