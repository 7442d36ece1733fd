// <kiosk-taken>: the number that was just taken, what became of its slip, and the way back to the start.

import { ask } from "../web/ask.js";

const LATE_MS = 8_000;
const SECONDS = { due: 45, printed: 12, none: 90, failed: 90, uncertain: 90 };
const SECONDS_MORE = 60;

class KioskTaken extends HTMLElement {
  #gone = new AbortController();
  #tick = 0;
  #until = 0;
  #answer = null;
  #paper = "";

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.closest("kiosk-room").addEventListener("kiosk-taken", ({ detail }) => this.#begin(detail), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("painted", () => this.#painted(), { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearInterval(this.#tick);
  }

  #begin(answer) {
    this.#answer = answer;
    this.#paper = "";
    this.toggleAttribute("data-late", false);
    const number = this.#slot("number");
    number.textContent = answer.number;
    number.dataset.letters = String(answer.number.length);
    this.#slot("live").replaceChildren(this.#live(answer.live));
    this.#stay(SECONDS.due);
    this.#painted();
    clearInterval(this.#tick);
    const begun = performance.now();
    this.#tick = setInterval(() => this.#count(begun), 250);
    requestAnimationFrame(() => number.focus({ preventScroll: true }));
  }

  #live(address) {
    const live = document.createElement("live-fragment");
    live.setAttribute("src", `${address}&lang=${document.documentElement.lang}`);
    live.append(this.#slot("first").content.cloneNode(true));
    return live;
  }

  #painted() {
    const paper = this.querySelector("[data-paper]")?.dataset.paper ?? "due";
    if (paper === this.#paper) return;
    this.#paper = paper;
    this.dataset.paper = paper;
    this.#stay(SECONDS[paper]);
  }

  #stay(seconds) {
    this.#until = performance.now() + seconds * 1000;
  }

  #count(begun) {
    const left = Math.max(0, Math.ceil((this.#until - performance.now()) / 1000));
    this.#slot("seconds").textContent = String(left);
    this.toggleAttribute("data-late", this.#paper === "due" && performance.now() - begun > LATE_MS);
    if (left === 0) this.#end();
  }

  #end() {
    clearInterval(this.#tick);
    this.#slot("live").replaceChildren();
    this.dispatchEvent(new CustomEvent("kiosk-home", { bubbles: true }));
  }

  #clicked(event) {
    const act = event.target.closest("button")?.dataset.act;
    if (act === "done") this.#end();
    if (act === "stay") this.#stay(SECONDS_MORE);
    if (act === "again") this.#again(event.target.closest("button"));
  }

  async #again(button) {
    button.disabled = true;
    const { ok } = await ask(this.#answer.reissue, { token: this.#answer.token });
    button.disabled = ok;
  }

  #slot(name) {
    return this.querySelector(`[data-slot="${name}"]`);
  }
}

customElements.define("kiosk-taken", KioskTaken);
