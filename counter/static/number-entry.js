// Numbers typed by hand: digits, then Enter to call or a letter for something else.

import { keyOf } from "./keys.js";

/** Wire the number field of a desk. */
export function wireEntry(desk, signal) {
  const form = desk.querySelector("#entry");
  const field = form.elements.number;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    chosen(desk, field, (number) => desk.doing.call(number));
  }, { signal });
  field.addEventListener("keydown", (event) => typed(event, form, field), { signal });
  form.addEventListener("click", ({ target }) => {
    const verb = target.closest("[data-entry-verb]")?.dataset.entryVerb;
    if (verb) chosen(desk, field, (number) => desk.doing.verb(verb, { number }));
  }, { signal });
}

/** A letter after the digits is a verb; before them it belongs to the number. */
function typed(event, form, field) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    field.value = "";
    field.blur();
  }
  const button = /\d$/.test(field.value) && form.querySelector(`[data-entry-verb][data-keys="${CSS.escape(keyOf(event))}"]`);
  if (!button) return;
  event.preventDefault();
  if (!event.repeat) button.click();
}

function chosen(desk, field, then) {
  const found = matching(field.value, desk.picture.numbers.split(" "));
  if (field.value.trim() === "") return field.focus();
  field.value = "";
  field.blur();
  return found.length === 1 ? then(found[0]) : which(desk, found, then);
}

/** The numbers meant: as typed, or those with the same prefix (if typed) and the same count. */
export function matching(text, numbers) {
  const typed = text.normalize("NFKC").toUpperCase().trim();
  const [, prefix, digits] = /^(\D*)(\d+)$/.exec(typed) ?? [null, typed, ""];
  if (numbers.includes(typed)) return [typed];
  const alike = numbers.filter((each) => {
    const [, before, count] = /^(.*?)(\d+)$/.exec(each) ?? [null, each, ""];
    return digits !== "" && Number(count) === Number(digits) && (prefix === "" || prefix === before.toUpperCase());
  });
  return alike.length > 0 ? alike : [typed];
}

/** Several lines have this count: ask which is meant. */
function which(desk, numbers, then) {
  const dialog = desk.open("which");
  const template = dialog.querySelector("template");
  const choices = numbers.slice(0, 9).map((number, index) => {
    const button = template.content.firstElementChild.cloneNode(true);
    button.dataset.keys = String(index + 1);
    button.querySelector("kbd").textContent = String(index + 1);
    button.querySelector("span").textContent = number;
    button.addEventListener("click", () => { dialog.close(); then(number); });
    return button;
  });
  dialog.querySelector("[data-choices]").replaceChildren(...choices);
}
