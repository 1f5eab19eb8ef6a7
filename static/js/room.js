// A page that watches a room: it asks for itself every few seconds, seldom while nobody sees it.
// The server answers 304 or 204 while nothing has changed, else the part that has.
(() => {
  "use strict";
  const room = document.getElementById("room");
  if (!room) return;
  const SEEN_MS = 2000;
  const UNSEEN_MS = 20000;
  const TROUBLE_MS = 10000;
  let timer = 0;
  let asking = false;
  let pressed = false;

  const later = (ms) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, ms + Math.random() * 400);
  };

  const look = () => {
    if (pressed || asking) return later(400);
    asking = true;
    room.dispatchEvent(new CustomEvent("look"));
  };

  const isOurs = (event) => event.detail.elt === room;

  room.addEventListener("htmx:configRequest", (event) => {
    if (!isOurs(event)) return;
    event.detail.headers["Room-Ticket"] = room.dataset.ticket;
    event.detail.headers["If-None-Match"] = room.dataset.seen;
  });

  // What is no part of the room (the sign-in, nothing there) is looked at as a page of its own.
  room.addEventListener("htmx:beforeSwap", (event) => {
    if (!isOurs(event)) return;
    const { xhr } = event.detail;
    const isPart = xhr.getResponseHeader("Room-Ticket") !== null;
    if (xhr.status < 300 && isPart && !pressed) {
      room.dataset.seen = xhr.getResponseHeader("ETag");
      return;
    }
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    if (xhr.status < 500 && xhr.status !== 304 && !isPart) window.location.reload();
  });

  room.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event)) return;
    asking = false;
    const { xhr } = event.detail;
    const ticket = xhr.getResponseHeader("Room-Ticket");
    if (ticket) room.dataset.ticket = ticket;
    if (xhr.status === 204) room.dataset.seen = xhr.getResponseHeader("ETag");
    if (xhr.status === 0 || xhr.status >= 500) return later(TROUBLE_MS);
    later(document.hidden ? UNSEEN_MS : SEEN_MS);
  });

  // A press is not lost because what it was on is drawn anew meanwhile.
  room.addEventListener("pointerdown", () => {
    pressed = true;
  });
  for (const end of ["pointerup", "pointercancel", "blur"]) {
    window.addEventListener(end, () => {
      window.setTimeout(() => {
        pressed = false;
      }, 300);
    });
  }

  document.addEventListener("visibilitychange", () => later(document.hidden ? UNSEEN_MS : 0));
  later(SEEN_MS);
})();
