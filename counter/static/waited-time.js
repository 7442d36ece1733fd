// <waited-time data-since data-near data-over>: minutes waited, and how they stand to the target.

import { everySecond, now } from "./server-clock.js";

class WaitedTime extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    everySecond(() => this.#show(), this.#gone.signal);
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  #show() {
    const minutes = String(Math.max(0, Math.floor((now() - Date.parse(this.dataset.since)) / 60_000)));
    const figure = this.querySelector("b");
    if (figure && figure.textContent !== minutes) figure.textContent = minutes;
    this.#mark(this.#level());
  }

  #level() {
    if (now() >= Date.parse(this.dataset.over)) return "over";
    return now() >= Date.parse(this.dataset.near) ? "near" : "within";
  }

  #mark(level) {
    if (this.dataset.level === level) return;
    this.dataset.level = level;
    const words = document.querySelector(`#levels [data-for="${level}"]`);
    const word = this.querySelector(".level-word");
    if (words && word) word.textContent = words.textContent;
  }
}

customElements.define("waited-time", WaitedTime);
