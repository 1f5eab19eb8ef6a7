// The time left counts by itself, and what is meant for a window of its own gets a small one.
(() => {
  "use strict";
  const arrived = new WeakMap();

  const words = (time, left) => {
    if (left < 0) return `${Math.ceil(-left / 60)} ${time.dataset.over}`;
    if (left < 60) return time.dataset.last;
    return `${Math.ceil(left / 60)} ${time.dataset.words}`;
  };

  const count = () => {
    const time = document.querySelector("[data-left]");
    if (!time) return;
    if (!arrived.has(time)) arrived.set(time, Date.now());
    const gone = "still" in time.dataset ? 0 : (Date.now() - arrived.get(time)) / 1000;
    const left = Number(time.dataset.left) - gone;
    const now = words(time, left);
    if (time.textContent !== now) time.textContent = now;
    time.classList.toggle("time--over", left < 0);
    const bar = document.querySelector(".bar");
    if (bar) bar.value = Math.max(0, left);
  };

  // What has changed is said once, not at each drawing.
  const said = document.getElementById("room-said");
  const saying = () => document.querySelector("[data-said]")?.dataset.said ?? "";
  let last = saying();
  document.addEventListener("htmx:afterSwap", () => {
    count();
    if (said && saying() !== last) {
      last = saying();
      said.textContent = last;
    }
  });

  const sizes = { private: "width=420,height=820", card: "width=460,height=820", projector: "width=1280,height=760" };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-window]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.open(link.href, "_blank", `popup,noopener,${sizes[link.dataset.window]}`);
  });

  count();
  window.setInterval(count, 1000);
})();
