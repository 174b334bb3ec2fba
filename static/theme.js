// Light, dark, or what the system says. Runs before the page is painted, so
// that no other theme shows first; the switch is hidden without this script.

(() => {
  const root = document.documentElement;
  const key = "cuepoint:theme";
  const choices = ["system", "light", "dark"];
  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const asked = new URLSearchParams(location.search).get("theme");
  const set = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
  };
  set(asked ?? read());
  const bind = () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const tell = () => {
      const choice = root.dataset.theme ?? "system";
      button.textContent = button.dataset[choice];
    };
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      const now = choices.indexOf(root.dataset.theme ?? "system");
      const next = choices[(now + 1) % choices.length];
      set(next);
      try {
        localStorage.setItem(key, next);
      } catch {
        // Without storage the choice lasts as long as the page.
      }
      tell();
    });
  };
  for (const name of ["DOMContentLoaded", "cuepoint:page"]) document.addEventListener(name, bind);
})();
