// <stop-watch data-since="..."> and <wall-clock>: time that runs, by the server's clock.

import { everySecond, now } from "./server-clock.js";

class Ticking extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    everySecond(() => this.show(), this.#gone.signal);
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  write(text) {
    if (this.textContent !== text) this.textContent = text;
  }
}

class StopWatch extends Ticking {
  show() {
    const seconds = Math.max(0, Math.floor((now() - Date.parse(this.dataset.since)) / 1000));
    this.write(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
  }
}

class WallClock extends Ticking {
  show() {
    const zone = document.getElementById("picture")?.dataset.now.slice(-6) ?? "+00:00";
    const minutes = (zone[0] === "-" ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
    this.write(new Date(now() + minutes * 60_000).toISOString().slice(11, 16));
  }
}

customElements.define("stop-watch", StopWatch);
customElements.define("wall-clock", WallClock);
