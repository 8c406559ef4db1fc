// Comfort only: every page is complete without this file.
"use strict";

// Errors are announced by their role; moving the focus there brings the keyboard along.
document.querySelector("[data-focus]")?.focus();

// A form with unsaved words asks before it is left, and is sent once however often the button is pressed.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = form.parentElement.querySelector("[data-focus]") !== null;
  let sent = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("saved", () => { changed = false; });
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("beforeunload", (event) => {
    if (changed && !sent) event.preventDefault();
  });
  addEventListener("pageshow", () => { sent = false; });
}

// A text field grows with its text where the stylesheet alone cannot do it.
if (!CSS.supports("field-sizing", "content")) {
  for (const area of document.querySelectorAll("textarea")) {
    const fit = () => { area.rows = Math.min(30, Math.max(4, area.value.split("\n").length + 1)); };
    area.addEventListener("input", fit);
    fit();
  }
}

// Ticking a whole page of a list at once; without this file each row is ticked by itself.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  const boxes = [...all.form.elements].filter((box) => box.name === all.dataset.tickAll);
  all.parentElement.hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  all.form.addEventListener("change", () => { all.checked = boxes.every((box) => box.checked); });
}

// The menu of a narrow screen covers the page: whoever goes on past its last link sees where they are.
const menu = document.querySelector("#menu");
menu?.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !menu.contains(relatedTarget) && menu.matches(":popover-open")) menu.hidePopover();
});
