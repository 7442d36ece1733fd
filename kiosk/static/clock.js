// <kiosk-clock data-now>: the office's time, from the server's clock and in the server's zone.

class KioskClock extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const begun = performance.now();
    const [, sign, hours, minutes] = this.dataset.now.match(/([+-])(\d\d):(\d\d)$/);
    const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    const local = Date.parse(this.dataset.now) + offset;
    this.#timer = setInterval(() => this.#show(new Date(local + performance.now() - begun)), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show(now) {
    const said = now.toISOString().slice(11, 16);
    if (this.textContent !== said) this.textContent = said;
  }
}

customElements.define("kiosk-clock", KioskClock);
