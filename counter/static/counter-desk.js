// <counter-desk>: the clerk's screen. One listener for buttons, one for keys; the server does the rest.

import "./stop-watch.js";
import "./waited-time.js";
import { setNow } from "./server-clock.js";
import { Doing } from "./doing.js";
import { listenToKeys } from "./keys.js";
import { wireEntry } from "./number-entry.js";
import { wireForms } from "./forms.js";

const SURE_MS = 5000;

class CounterDesk extends HTMLElement {
  #gone = new AbortController();
  #sure = { id: "", until: 0 };
  #focused = "";

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.doing = new Doing(this);
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("painted", () => this.#painted(), { signal });
    this.addEventListener("focusin", ({ target }) => { this.#focused = target.closest("live-fragment") ? target.id : ""; }, { signal });
    this.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) this.#focused = ""; }, { signal });
    document.addEventListener("pointerdown", () => { this.#focused = ""; }, { signal });
    listenToKeys(this, signal);
    wireEntry(this, signal);
    wireForms(this, signal);
    this.#painted();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  /** What the newest picture says of this counter, as data. */
  get picture() {
    return this.querySelector("#picture").dataset;
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button || !this.contains(button)) return;
    if (event.detail > 0 && !button.closest("dialog")) button.blur();
    this.press(button);
  }

  /** A button was pressed, by hand or by its key. */
  press(button) {
    const { verb, opens, scene, call, type, closes } = button.dataset;
    if (button.getAttribute("aria-disabled") === "true") return this.doing.say(button.title, "no");
    if (button.dataset.sure && !this.#isSure(button)) return this.#askAgain(button);
    if (opens) return this.open(opens);
    if (closes !== undefined) return button.closest("dialog").close();
    if (scene) return this.#scene(button);
    if (call) return this.doing.call(call);
    if (type) return this.#type(type);
    if (verb) return this.#do(verb, button);
    return undefined;
  }

  /** Open a dialog with the numbers of this moment filled in. */
  open(id, filling = {}) {
    const dialog = this.querySelector(`dialog#${id}`);
    for (const [name, text] of Object.entries({ here: this.picture.here, ...filling })) {
      dialog.querySelectorAll(`[data-fill="${name}"]`).forEach((place) => { place.textContent = text; });
    }
    dialog.querySelectorAll("[data-service]").forEach((choice) => {
      choice.disabled = choice.dataset.service === this.picture.service;
    });
    dialog.querySelector("form[data-form]")?.reset();
    dialog.showModal();
    if (dialog.querySelector("[type=number][autofocus]")) document.activeElement.select();
    return dialog;
  }

  #do(verb, button) {
    const { number, service, reason } = button.dataset;
    button.closest("dialog")?.close();
    const here = verb === "cancel" ? this.picture.here : undefined;
    return this.doing.verb(verb, { number: number ?? here, service, reason });
  }

  #scene(button) {
    const word = button.querySelector(".scene-word").textContent;
    if (!button.dataset.entry) return this.doing.startScene(button.dataset.scene, word);
    this.open("scene-end", { scene: word }).dataset.entry = button.dataset.entry;
    return undefined;
  }

  #type(number) {
    const field = this.querySelector("#number");
    field.value = number;
    field.focus();
  }

  #isSure(button) {
    const sure = this.#sure.id === button.id && performance.now() < this.#sure.until;
    this.#sure = { id: "", until: 0 };
    return sure;
  }

  #askAgain(button) {
    this.#sure = { id: button.id, until: performance.now() + SURE_MS };
    button.dataset.asked = "";
    setTimeout(() => delete this.querySelector(`#${button.id}`)?.dataset.asked, SURE_MS);
    this.doing.say(button.dataset.sure, "ask");
  }

  /** A new picture: the clock is set, and the focus goes back to where it was. */
  #painted() {
    setNow(this.picture.now);
    this.doing.painted();
    if (document.activeElement !== document.body || !this.#focused) return;
    document.getElementById(this.#focused)?.focus({ preventScroll: true });
  }
}

customElements.define("counter-desk", CounterDesk);
