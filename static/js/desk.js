// unfold draws its icons as words in a special face; a screen reader would read "more_horiz".
// They are hidden from it, and a control that had no other name takes the icon's title.
(() => {
  "use strict";
  const ICONS = ".material-symbols-outlined";

  function hide(root) {
    for (const icon of root.querySelectorAll(ICONS)) {
      const control = icon.closest("a, button");
      const words = icon.textContent.trim().replaceAll("_", " ");
      icon.setAttribute("aria-hidden", "true");
      if (!control || control.hasAttribute("aria-label")) continue;
      const others = [...control.querySelectorAll(ICONS)].map((each) => each.textContent);
      const rest = others.reduce((said, each) => said.replace(each, ""), control.textContent);
      if (!rest.trim()) control.setAttribute("aria-label", control.title || icon.title || words);
    }
  }

  document.addEventListener("DOMContentLoaded", () => hide(document));
})();
