// <kiosk-sheet data-service data-url data-language>: one service before a ticket is taken; one touch, one ticket.

import { ask, newKey } from "../web/ask.js";

class KioskSheet extends HTMLElement {
  #gone = new AbortController();
  #key = null;
  #busy = false;

  connectedCallback() {
    this.#gone = new AbortController();
    this.addEventListener("click", (event) => this.#clicked(event), { signal: this.#gone.signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  /** Show the sheet with the facts of this moment; they stay as they are while somebody reads. */
  begin(facts) {
    this.clear();
    this.#slot("facts").replaceChildren(facts ? facts.content.cloneNode(true) : "");
    this.querySelector(".scroller").scrollTop = 0;
    this.querySelector("h2").focus({ preventScroll: true });
  }

  /** Forget what somebody chose. */
  clear() {
    this.#key = null;
    this.#slot("refused").hidden = true;
    for (const choice of this.querySelectorAll("[aria-pressed=true]")) choice.setAttribute("aria-pressed", "false");
    for (const help of this.querySelectorAll("details")) help.open = false;
  }

  #slot(name) {
    return this.querySelector(`[data-slot="${name}"]`);
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.act === "back") this.#say("kiosk-back");
    if (button.dataset.act === "take") this.#take(button);
    if (button.matches("[data-need]")) press(button, !isPressed(button));
    if (button.matches("[data-priority]")) this.#prefer(button);
  }

  #prefer(button) {
    const wanted = !isPressed(button);
    for (const each of this.querySelectorAll("[data-priority]")) press(each, each === button && wanted);
  }

  async #take(button) {
    if (this.#busy) return;
    this.#hold(button, true);
    this.#key ??= newKey();
    const answer = await ask(this.dataset.url, this.#wish(), this.#key);
    if (answer.status !== 0) this.#key = null;
    this.#hold(button, false);
    if (answer.ok) this.#say("kiosk-taken", answer.data);
    else this.#refused(answer);
  }

  #hold(button, busy) {
    this.#busy = busy;
    button.disabled = busy;
    this.toggleAttribute("data-busy", busy);
  }

  #wish() {
    const pressed = (kind) => [...this.querySelectorAll(`[data-${kind}][aria-pressed=true]`)].map((each) => each.dataset[kind]);
    return {
      service: this.dataset.service,
      language: this.dataset.language,
      needs: pressed("need"),
      priority: pressed("priority")[0] ?? "",
    };
  }

  #refused({ status, data }) {
    this.#slot("title").textContent = data?.title ?? "";
    this.#slot("detail").textContent = data?.detail ?? "";
    this.#slot("unreachable").hidden = Boolean(status && data?.title);
    this.#slot("refused").hidden = false;
  }

  #say(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

customElements.define("kiosk-sheet", KioskSheet);
