// <kiosk-room>: which screen is shown, the way back to the start, and the closed door when the server is away.

import { go } from "./going.js";

const STAFF_TOUCHES = 5;
const STAFF_WITHIN_MS = 3000;

class KioskRoom extends HTMLElement {
  #gone = new AbortController();
  #watch = null;
  #touches = [];
  #leaving = false;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("kiosk-open", ({ detail }) => this.#open(detail.service), { signal });
    this.addEventListener("kiosk-back", () => this.#back(), { signal });
    this.addEventListener("kiosk-taken", () => this.show("result"), { signal });
    this.addEventListener("kiosk-home", () => this.#home(), { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    document.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    this.#watch = new MutationObserver(() => this.#look());
    this.#watch.observe(this.#feed, { attributeFilter: ["data-age"] });
    customElements.whenDefined("kiosk-sheet").then(() => this.#goOn());
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#watch?.disconnect();
  }

  /** Whether nothing has been touched: the first screen, in the office's own language and look. */
  get untouched() {
    return this.dataset.screen === "start" && location.search === "" && !this.querySelector(".mode[aria-pressed=true]");
  }

  show(name) {
    this.dataset.screen = name;
    for (const screen of this.querySelectorAll(".screen")) screen.hidden = screen.dataset.name !== name;
    this.#look();
  }

  get #feed() {
    return this.querySelector("live-fragment#feed");
  }

  #goOn() {
    const tile = this.querySelector(`.tile[data-service="${CSS.escape(this.dataset.open)}"]`);
    if (tile?.dataset.open === "yes") this.#open(tile.dataset.service);
  }

  #open(service) {
    for (const sheet of this.querySelectorAll("kiosk-sheet")) sheet.hidden = sheet.dataset.service !== service;
    this.show("sheet");
    const sheet = this.querySelector(`kiosk-sheet[data-service="${CSS.escape(service)}"]`);
    sheet.begin(this.querySelector(`template[data-facts="${CSS.escape(service)}"]`));
  }

  #back() {
    const service = this.querySelector("kiosk-sheet:not([hidden])")?.dataset.service;
    this.show("start");
    if (service) this.querySelector(`.tile[data-service="${CSS.escape(service)}"]`)?.focus();
  }

  /** The next visitor finds a fresh page; where the server is away, at least a clean one. */
  async #home() {
    if (this.#leaving) return;
    this.#leaving = true;
    const left = await go(this.dataset.home);
    if (left) return;
    this.#leaving = false;
    for (const sheet of this.querySelectorAll("kiosk-sheet")) sheet.clear();
    this.show("start");
  }

  #clicked(event) {
    const tongue = event.target.closest("a.tongue");
    if (tongue) {
      event.preventDefault();
      go(this.#inTongue(tongue));
    } else if (event.target.closest("[data-act=staff]")) {
      this.#touches = [...this.#touches.filter((at) => event.timeStamp - at < STAFF_WITHIN_MS), event.timeStamp];
      if (this.#touches.length >= STAFF_TOUCHES) this.#staff();
    }
  }

  /** The same place in another language. */
  #inTongue(tongue) {
    const service = this.querySelector("[data-name=sheet]:not([hidden]) kiosk-sheet:not([hidden])")?.dataset.service;
    const url = new URL(tongue.href);
    if (service) url.searchParams.set("service", service);
    return url;
  }

  #pressed(event) {
    if (event.key === "Escape" && this.dataset.screen === "sheet") this.#back();
    if (event.ctrlKey && event.altKey && event.code === "KeyS") this.#staff();
  }

  #staff() {
    this.#touches = [];
    go(this.dataset.staff);
  }

  /** A number that was given out stays in sight, whatever becomes of the server. */
  #look() {
    const away = ["stale", "old"].includes(this.#feed.dataset.age);
    const out = away && this.dataset.screen !== "result";
    const door = this.querySelector("[data-name=out]");
    const was = !door.hidden;
    door.hidden = !out;
    for (const part of this.children) part.inert = out && part !== door;
    if (was && !away && this.dataset.screen !== "result") this.#home();
  }
}

customElements.define("kiosk-room", KioskRoom);
