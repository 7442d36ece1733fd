// <kiosk-staff>: the staff's page on the kiosk: keys, one request per touch, and out again when nobody is there.

import { ask } from "../web/ask.js";
import { go } from "./going.js";

const AGAIN_MS = 5_000;

class KioskStaff extends HTMLElement {
  #gone = new AbortController();
  #timer = 0;
  #busy = false;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("submit", (event) => this.#submitted(event), { signal });
    for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => this.#wake(), { signal });
    this.#wake();
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearTimeout(this.#timer);
  }

  #wake() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#leave(), Number(this.dataset.idle) * 1000);
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { key, confirm, post, act } = button.dataset;
    if (key !== undefined) this.#type(key);
    if (confirm) document.getElementById(confirm).toggleAttribute("hidden");
    if (post) this.#do(button, post, {}, button.dataset.number);
    if (act === "leave") this.#leave();
  }

  #type(key) {
    const field = this.querySelector("#number");
    field.value = key ? field.value + key : "";
  }

  #submitted(event) {
    const { issue } = event.target.dataset;
    if (!issue) return;
    event.preventDefault();
    const said = new FormData(event.target);
    const wish = {
      service: said.get("service"),
      language: said.get("language"),
      priority: said.get("priority") ?? "",
      needs: said.getAll("needs"),
    };
    this.#do(event.submitter, issue, wish);
  }

  async #do(button, url, body, number) {
    if (this.#busy) return;
    this.#busy = true;
    button.disabled = true;
    const { ok, data } = await ask(url, body);
    this.#busy = false;
    button.disabled = false;
    if (ok) go(`${this.dataset.here}?number=${encodeURIComponent(number ?? data.number)}`);
    else this.#refused(data);
  }

  #refused(data) {
    const slot = (name) => this.querySelector(`[data-slot="${name}"]`);
    slot("title").textContent = data?.title ?? "";
    slot("detail").textContent = data?.detail ?? "";
    slot("unreachable").hidden = Boolean(data?.title);
    slot("refused").hidden = false;
    slot("refused").scrollIntoView({ block: "center" });
  }

  async #leave() {
    try {
      await fetch("/sign-out", { method: "POST" });
    } catch (unreachable) {
      console.info("could not sign out", unreachable);
    }
    if (!(await go(this.dataset.home))) this.#timer = setTimeout(() => this.#leave(), AGAIN_MS);
  }
}

customElements.define("kiosk-staff", KioskStaff);
