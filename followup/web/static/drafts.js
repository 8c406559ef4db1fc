// Comfort only: keeps what is typed on this device until it is saved, and offers it back after a lost connection.
// Never files, never passwords; for one signed-in person, and for a week at most.
"use strict";

const KEEP = 7 * 24 * 60 * 60 * 1000, PREFIX = "draft:", SENT = "draft-sent";
const SKIPPED = new Set(["csrf_token", "version"]);

// A browser may forbid its store, or the store may be full: then there is no draft, and nothing else changes.
function stored(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function read(name) {
  return stored(() => JSON.parse(localStorage.getItem(name)));
}

// What was sent and then answered by a page that says so is saved: its draft has done its work.
const sent = stored(() => sessionStorage.getItem(SENT));
const isSaved = new URLSearchParams(location.search).has("done");
if (sent !== null) {
  if (isSaved) stored(() => localStorage.removeItem(sent));
  stored(() => sessionStorage.removeItem(SENT));
}
// Coming back to this page after a lost connection must not look like another save.
if (isSaved) history.replaceState(null, "", location.pathname);
for (const name of stored(() => Object.keys(localStorage)) ?? []) {
  if (name.startsWith(PREFIX) && !(Date.now() - read(name)?.at < KEEP)) stored(() => localStorage.removeItem(name));
}

function words(form) {
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !SKIPPED.has(name)) (kept[name] ??= []).push(value.replaceAll("\r\n", "\n"));
  }
  return kept;
}

function fill(form, kept) {
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || ["file", "submit", "button"].includes(field.type)) continue;
    const values = kept[field.name] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.tagName !== "FIELDSET") field.value = values[0] ?? "";
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const around of document.querySelectorAll("[data-draft]")) {
  const form = around.querySelector("form.form"), offer = around.querySelector("[data-draft-offer]");
  const name = `${PREFIX}${around.dataset.draft}:${location.pathname}`;
  const before = JSON.stringify(words(form)), draft = read(name);
  const drop = () => { stored(() => localStorage.removeItem(name)); };
  const keep = () => {
    stored(() => localStorage.setItem(name, JSON.stringify({ at: Date.now(), words: words(form) })));
  };
  if (draft && JSON.stringify(draft.words) === before) drop();
  else if (draft) offer.hidden = false;
  offer.querySelector("[data-draft-take]").addEventListener("click", () => {
    offer.hidden = true;
    fill(form, draft.words);
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  offer.querySelector("[data-draft-drop]").addEventListener("click", () => { drop(); offer.hidden = true; });
  // What is offered stays until somebody has said what becomes of it.
  form.addEventListener("input", () => { if (offer.hidden) keep(); });
  form.addEventListener("submit", () => { keep(); stored(() => sessionStorage.setItem(SENT, name)); });
}
