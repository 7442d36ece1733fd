// Keys: each stands on its button (data-keys), so that what is printed and what works cannot differ.

const TYPES = "input, textarea, select, [contenteditable]";
const OFF = "machiai-keys-off";

/** Whether single keys work; buttons always do. */
export function keysAreOn() {
  return localStorage.getItem(OFF) === null;
}

/** Turn single keys on or off, for this browser. */
export function turnKeys(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "");
}

/** The name of a key as it stands in data-keys: "r", "enter", "shift+1", "ctrl+z", "+". */
export function keyOf(event) {
  const letter = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1].toLowerCase();
  const key = event.key.length === 1 && event.key !== " " ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `ctrl+${letter ?? key}`;
  if (event.shiftKey && letter && key !== "?" && !/^[+*/-]$/.test(key)) return `shift+${letter}`;
  return /^[\x21-\x7e]$/.test(key) ? key : letter ?? key.toLowerCase();
}

/** Press the button of each key, in the dialog that is open or on the screen. */
export function listenToKeys(desk, signal) {
  document.addEventListener("keydown", (event) => heard(desk, event), { signal });
}

function heard(desk, event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || !keysAreOn()) return;
  const dialog = desk.querySelector("dialog[open]");
  const name = keyOf(event);
  if (event.target.matches(TYPES)) return;
  if (name === "arrowdown" || name === "arrowup") return move(desk, event, name === "arrowdown" ? 1 : -1);
  if (name === "enter" && event.target.matches("button, a, summary")) {
    if (event.repeat) event.preventDefault();
    return;
  }
  const button = (dialog ?? desk).querySelector(`${dialog ? "" : ":not(dialog *)"}[data-keys~="${CSS.escape(name)}"]`);
  if (button) {
    event.preventDefault();
    if (!event.repeat && !button.disabled) button.click();
  } else if (!dialog && /^\d$/.test(name)) {
    desk.querySelector("#number").focus();
  }
}

/** Up and down through the rows of the lists. */
function move(desk, event, by) {
  const rows = [...desk.querySelectorAll(".row-call")];
  if (rows.length === 0 || desk.querySelector("dialog[open]")) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(next, 0), rows.length - 1)].focus();
}
