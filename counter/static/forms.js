// The small forms over the screen: a count and a mark for times that are not accurate.

import { keysAreOn, turnKeys } from "./keys.js";

/** Wire the forms and the help of a desk. */
export function wireForms(desk, signal) {
  desk.addEventListener("submit", (event) => sent(desk, event), { signal });
  const keys = desk.querySelector("#keys-on");
  keys.checked = keysAreOn();
  keys.addEventListener("change", () => {
    turnKeys(keys.checked);
    desk.doing.sayOf(keys.checked ? "keys-on" : "keys-off");
  }, { signal });
}

function sent(desk, event) {
  const form = event.target;
  if (!form.dataset.form) return;
  event.preventDefault();
  const dialog = form.closest("dialog");
  dialog.close();
  const count = { quantity: form.elements.quantity.valueAsNumber, accurate: !form.elements.inaccurate.checked };
  if (form.dataset.form === "finish") desk.doing.verb("finish", count);
  if (form.dataset.form === "scene-end") desk.doing.endScene(dialog.dataset.entry, wordIn(dialog), count);
  if (form.dataset.form === "scene-log") desk.doing.logScene(chosenWord(form), { ...count, ...span(desk, form) });
}

function wordIn(dialog) {
  return dialog.querySelector('[data-fill="scene"]').textContent;
}

function chosenWord(form) {
  return form.elements.scene.selectedOptions[0].textContent.replace(/^\d+ /, "");
}

/** The times as the API wants them: of today, in the office's zone, as the server's clock has both. */
function span(desk, form) {
  const { now } = desk.picture;
  const at = (time) => `${now.slice(0, 10)}T${time}:00${now.slice(-6)}`;
  return { scene: form.elements.scene.value, started_at: at(form.elements.from.value), ended_at: at(form.elements.to.value) };
}
