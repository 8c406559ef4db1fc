// Comfort only: saves what is typed on a page of the form in the background, by the same form, and says so.
"use strict";

const form = document.querySelector("form[data-autosave]");
const told = form.querySelector("[data-saved]");
const WAIT = 3000, AGAIN = 15000; // after the last key; after a lost connection
let timer, underway = null, stopped = false, typed = 0;

function tell(text) {
  if (told.textContent !== text) told.textContent = text;
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = stopped ? undefined : setTimeout(save, milliseconds);
}

// Why it was not saved, by the answer's status; without an answer there is no connection.
function excuse(status) {
  if (status === 409) return form.dataset.conflict;
  if (status === 422) return form.dataset.refused;
  return status === 401 || status === 403 || status === 410 ? form.dataset.ended : form.dataset.lost;
}

function body() {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
  data.set("then", "autosave");
  return data;
}

async function send() {
  const until = typed;
  let status = 0;
  try {
    const response = await fetch(form.action, { method: "POST", body: body(), redirect: "error" });
    status = response.status;
    if (response.ok) {
      const { version, saved } = await response.json();
      form.elements.version.value = version;
      tell(saved);
      const chosen = [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length);
      if (until === typed && !chosen) form.dispatchEvent(new Event("saved"));
      return;
    }
  } catch {
    // no connection, or an answer that was cut off: the same text is sent again
  }
  tell(excuse(status));
  stopped = status === 409 || status === 401 || status === 403 || status === 410;
  if (status === 0 || status >= 500) later(AGAIN);
}

function save() {
  clearTimeout(timer);
  timer = undefined;
  if (underway === null && !stopped) {
    const until = typed;
    underway = send().finally(() => {
      underway = null;
      if (until !== typed && timer === undefined) later(WAIT);
    });
  }
}

form.addEventListener("input", ({ target }) => {
  if (target.type === "file") return;
  typed += 1;
  if (underway === null) later(WAIT);
});
addEventListener("online", () => { if (typed) save(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && timer !== undefined) save();
});

// A button that is pressed while a save is under way waits for it, so that the page is not its own rival.
document.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (event.target !== form || underway === null) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  underway.then(() => { form.requestSubmit(submitter); });
}, true);
