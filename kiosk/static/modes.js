// <kiosk-modes>: large letters, buttons lower down, strong contrast; kept in the address when the language changes.

class KioskModes extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    this.addEventListener("click", (event) => this.#clicked(event), { signal: this.#gone.signal });
    this.#carry();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  #clicked(event) {
    const button = event.target.closest("[data-mode]");
    if (!button) return;
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    this.#room.dataset[button.dataset.mode] = on ? button.dataset.value : "normal";
    this.#carry();
  }

  #carry() {
    for (const tongue of this.#room.querySelectorAll("a.tongue")) {
      const wish = new URLSearchParams({ lang: tongue.hreflang });
      for (const { dataset } of this.querySelectorAll("[aria-pressed=true]")) wish.set(dataset.mode, dataset.value);
      tongue.search = wish;
    }
  }

  get #room() {
    return this.closest("kiosk-room");
  }
}

customElements.define("kiosk-modes", KioskModes);
