// <kiosk-floor data-feed="id">: the services to touch. Takes over what the live feed shows, part by part, so that
// a button is never exchanged under a finger and never loses the keyboard.

class KioskFloor extends HTMLElement {
  #gone = new AbortController();
  #pressed = false;
  #latest = null;
  #ear = null;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const feed = document.getElementById(this.dataset.feed);
    this.#ear = new MutationObserver(() => this.#hear(feed));
    this.#ear.observe(feed, { childList: true });
    this.#hear(feed);
    this.addEventListener("pointerdown", () => (this.#pressed = true), { signal });
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => setTimeout(() => this.#released()), { signal });
    }
    this.addEventListener("click", (event) => this.#touched(event), { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#ear.disconnect();
  }

  /** The feed keeps nothing, so that every button is there once. */
  #hear(feed) {
    if (!feed.firstElementChild) return;
    this.#latest = document.createElement("template");
    this.#latest.content.append(...feed.childNodes);
    this.#take();
  }

  #released() {
    this.#pressed = false;
    this.#take();
  }

  #take() {
    if (this.#pressed || !this.#latest) return;
    const here = parts(this);
    const there = parts(this.#latest.content);
    if (here.length === there.length && here.every((part, index) => name(part) === name(there[index]))) {
      here.forEach((part, index) => become(part, there[index]));
    } else if (this.closest("kiosk-room").dataset.screen === "start") {
      this.replaceChildren(this.#latest.content.cloneNode(true));
    }
  }

  #touched(event) {
    const tile = event.target.closest(".tile");
    if (!tile || tile.dataset.open !== "yes") return;
    this.dispatchEvent(new CustomEvent("kiosk-open", { bubbles: true, detail: { service: tile.dataset.service } }));
  }
}

function parts(place) {
  return [...place.querySelectorAll("[data-part], [data-key]")];
}

function name(part) {
  return part.dataset.part ?? part.dataset.key;
}

function become(part, other) {
  for (const { name: attribute, value } of other.attributes) {
    if (part.getAttribute(attribute) !== value) part.setAttribute(attribute, value);
  }
  for (const { name: attribute } of [...part.attributes]) {
    if (!other.hasAttribute(attribute)) part.removeAttribute(attribute);
  }
  if (part.dataset.part && part.innerHTML !== other.innerHTML) part.innerHTML = other.innerHTML;
}

customElements.define("kiosk-floor", KioskFloor);
