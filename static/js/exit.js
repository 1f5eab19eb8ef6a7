// Quick exit (DOMAIN 3.10). Without this file the link still leads away; with it the page goes
// blank at once, the session is ended as well as can be, and this page leaves the Back button.
(() => {
  "use strict";
  const link = document.getElementById("quick-exit");
  if (!link) return;

  const PRESSES = 3;
  const WITHIN_MS = 2000;
  let presses = [];

  function signOut() {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (!link.dataset.logout || !token) return;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token.value });
    fetch(link.dataset.logout, {
      method: "POST", body, keepalive: true, redirect: "manual", credentials: "same-origin",
    }).catch(() => {});
  }

  function leave() {
    document.documentElement.classList.add("leaving");
    document.title = "\u00a0";
    window.stop();
    signOut();
    window.location.replace(link.href);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = presses.filter((at) => now - at < WITHIN_MS).concat(now);
    if (presses.length >= PRESSES) leave();
  });

  // Back to a page that was left: it stays blank until the server has been asked again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("leaving")) {
      window.location.reload();
    }
  });
})();
