// <kiosk-idle data-warn data-reset>: nobody touches the screen any more; warn, then clear it for the next visitor.

class KioskIdle extends HTMLElement {
  #gone = new AbortController();
  #tick = 0;
  #touched = performance.now();
  #before = null;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    for (const sign of ["pointerdown", "pointermove", "keydown", "wheel"]) {
      document.addEventListener(sign, () => this.hidden && this.#wake(), { signal, passive: true });
    }
    this.addEventListener("click", () => this.#goOn(), { signal });
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.#goOn(), { signal });
    this.#tick = setInterval(() => this.#count(), 250);
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearInterval(this.#tick);
  }

  #wake() {
    this.#touched = performance.now();
  }

  /** Only a whole touch takes the warning away: otherwise its end would meet whatever lies beneath. */
  #goOn() {
    this.#wake();
    this.#warn(false);
    this.#before?.focus();
  }

  #count() {
    const room = this.closest("kiosk-room");
    if (room.untouched || room.dataset.screen === "result") {
      this.#touched = performance.now();
      this.#warn(false);
      return;
    }
    const idle = (performance.now() - this.#touched) / 1000;
    const left = Math.ceil(Number(this.dataset.reset) - idle);
    this.querySelector("[data-slot=seconds]").textContent = String(Math.max(0, left));
    this.#warn(idle >= Number(this.dataset.warn));
    if (left <= 0) this.#clear();
  }

  #warn(now) {
    if (this.hidden !== now) return;
    this.hidden = !now;
    if (!now) return;
    this.#before = document.activeElement;
    this.querySelector("button").focus();
  }

  #clear() {
    this.#touched = performance.now();
    this.#warn(false);
    this.dispatchEvent(new CustomEvent("kiosk-home", { bubbles: true }));
  }
}

customElements.define("kiosk-idle", KioskIdle);
