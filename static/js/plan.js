// Dragging the items of a plan by a grip. The buttons beside it do the same without this.
(() => {
  "use strict";
  let held = null;

  const items = () => [...document.querySelectorAll(".plan--mine > [data-item]")];

  const dress = () => {
    for (const item of items()) {
      const row = item.querySelector(".plan__do");
      if (!row || row.querySelector(".plan__grip")) continue;
      const grip = document.createElement("span");
      grip.className = "plan__grip";
      grip.setAttribute("aria-hidden", "true");
      grip.textContent = "⠿";
      row.prepend(grip);
    }
  };

  const keep = () => {
    const form = document.getElementById("order");
    for (const item of items()) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "item";
      field.value = item.dataset.item;
      form.append(field);
    }
    form.requestSubmit();
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".plan__grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    held = { item: grip.closest("[data-item]"), before: items().map((one) => one.dataset.item) };
    held.item.classList.add("is-held");
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const over = under && under.closest(".plan--mine > [data-item]");
    if (!over || over === held.item) return;
    const box = over.getBoundingClientRect();
    const isBelow = event.clientY > box.top + box.height / 2;
    over.parentNode.insertBefore(held.item, isBelow ? over.nextSibling : over);
  });

  const letGo = () => {
    if (!held) return;
    const { item, before } = held;
    held = null;
    item.classList.remove("is-held");
    const after = items().map((one) => one.dataset.item);
    if (after.join() !== before.join()) keep();
  };
  document.addEventListener("pointerup", letGo);
  document.addEventListener("pointercancel", letGo);

  document.addEventListener("htmx:afterSwap", dress);
  document.addEventListener("htmx:oobAfterSwap", dress);
  dress();
})();
