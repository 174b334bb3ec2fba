// The search as a dialog over any page. Its parts come from the page of the
// search, so that other pages need not hold them.

import { createSearch } from "./search-view.js";

const LAST = "cuepoint-search";
let dialog = null;

const create = async (link) => {
  const response = await fetch(link.href);
  if (!response.ok) throw new Error(link.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const view = document.adoptNode(page.querySelector("[data-search-view]"));
  const box = document.createElement("dialog");
  box.className = "search-dialog";
  box.setAttribute("aria-label", link.textContent.replace("/", "").trim());
  // A hidden field has the focus until the next frame, and would take the next
  // key: `/`, say, which opens the dialog.
  const shut = () => {
    box.close();
    if (box.contains(document.activeElement)) document.activeElement.blur();
  };
  const close = document.createElement("button");
  close.type = "button";
  close.className = "search-close";
  close.setAttribute("aria-label", view.dataset.sayClose);
  close.textContent = "×";
  close.addEventListener("click", shut);
  box.append(close, view);
  document.body.append(box);
  const search = createSearch(view, link.href);
  const { input } = search;
  view.hidden = false;
  input.addEventListener("input", () => sessionStorage.setItem(LAST, input.value));
  box.addEventListener("click", ({ target }) => {
    // A click beside the dialog is on the dialog itself.
    if (target === box) shut();
    // A moment of this page is already loaded.
    if (target.closest("a")?.pathname === location.pathname) shut();
  });
  // One Escape closes it, even where it would empty the field first.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    shut();
  });
  input.value = sessionStorage.getItem(LAST) ?? "";
  return { box, search };
};

/** Opens the dialog. */
export const openSearch = async (link) => {
  dialog ??= create(link);
  try {
    const { box, search } = await dialog;
    if (box.open) return;
    // Another page took the place of the one it was in.
    if (!box.isConnected) document.body.append(box);
    box.showModal();
    search.input.select();
    search.update();
  } catch (error) {
    dialog = null;
    throw error;
  }
};
