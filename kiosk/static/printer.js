// <kiosk-printer data-url>: says before the touch that no slip will come out; the number is given all the same.

const LOOK_EVERY_MS = 10_000;

class KioskPrinter extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    try {
      const answer = await fetch(this.dataset.url, { signal: AbortSignal.timeout(LOOK_EVERY_MS) });
      if (answer.ok) this.hidden = (await answer.json()).ready;
    } catch (unreachable) {
      console.info("the printer could not be asked about", unreachable);
    }
  }
}

customElements.define("kiosk-printer", KioskPrinter);
