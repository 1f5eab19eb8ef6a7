// Small comforts; every page works without them.
(() => {
  "use strict";
  const menus = document.querySelectorAll("details.menu");

  document.addEventListener("click", (event) => {
    for (const menu of menus) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // One press is enough: a form that is on its way is not sent again for two seconds.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post], [data-again]")) return;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 2000) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = String(Date.now());
  });
})();
