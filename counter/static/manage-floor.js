// <manage-floor>: the managers' page. Buttons post, dialogs ask first, the rest is kept new by the server.

import { ask } from "/static/web/ask.js";
import "./stop-watch.js";
import "./waited-time.js";
import { setNow } from "./server-clock.js";

class ManageFloor extends HTMLElement {
  #gone = new AbortController();
  #focused = "";

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("submit", (event) => this.#sent(event), { signal });
    this.addEventListener("painted", () => this.#painted(), { signal });
    this.addEventListener("focusin", ({ target }) => { this.#focused = target.closest("live-fragment") ? target.id : ""; }, { signal });
    this.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) this.#focused = ""; }, { signal });
    this.#painted();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.opens) this.#open(button);
    if (button.dataset.post) this.#post(button, button.dataset.post, {}, button.dataset.say);
  }

  #open(button) {
    const dialog = this.querySelector(`dialog#${button.dataset.opens}`);
    const waiting = dialog.querySelector('[data-fill="waiting"]');
    if (waiting) waiting.textContent = button.dataset.waiting;
    dialog.showModal();
  }

  async #sent(event) {
    if (event.target.id !== "post") return;
    event.preventDefault();
    const form = event.target;
    const said = [...new FormData(form)].filter(([, words]) => words.trim() !== "");
    const done = await this.#post(form.querySelector("button"), "notices", { names: Object.fromEntries(said) }, "posted");
    if (done) form.reset();
  }

  async #post(button, path, body, saying) {
    button.disabled = true;
    const { ok, status, data } = await ask(`${this.dataset.office}/${path}`, body);
    button.disabled = false;
    button.closest("dialog")?.close();
    const own = { 0: "unreachable", 401: "signed-out" }[status];
    if (ok || own) this.#say(this.#words(ok ? saying : own), ok ? "done" : "no");
    else this.#say([data?.title, data?.detail].filter(Boolean).join(" "), "no");
    return ok;
  }

  #say(text, tone) {
    const line = this.querySelector("#said");
    line.textContent = text;
    line.dataset.tone = tone;
  }

  #words(name) {
    return this.querySelector(`#sayings [data-for="${name}"]`).textContent;
  }

  #painted() {
    setNow(this.querySelector("#picture").dataset.now);
    if (document.activeElement === document.body && this.#focused) {
      document.getElementById(this.#focused)?.focus({ preventScroll: true });
    }
  }
}

customElements.define("manage-floor", ManageFloor);
