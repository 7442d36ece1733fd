// <picture-socket src="…/live" fallback="…/now">: hands every new picture of the office to whoever is inside it.
// Where the socket is silent it asks over HTTP, and it says in data-age when it hears nothing at all.

const QUIET_MS = 30_000;
const STALE_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

class PictureSocket extends HTMLElement {
  #socket = null;
  #heard = performance.now();
  #asked = 0;
  #failures = 0;
  #position = -1;
  #timers = [];
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake(), { signal });
    window.addEventListener("online", () => this.#wake(), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.#wake(), { signal });
    this.#open();
    this.#timers = [setInterval(() => this.#look(), 1000)];
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#timers.forEach(clearTimeout);
    this.#drop();
  }

  #open() {
    const url = new URL(this.getAttribute("src"), location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#socket === socket && this.#take(JSON.parse(data));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#failures += 1;
      const pause = Math.random() * Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(this.#failures, 5));
      this.#timers.push(setTimeout(() => this.#socket ?? this.#open(), pause));
    };
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #take(picture) {
    this.#heard = performance.now();
    this.#failures = 0;
    this.dataset.age = "fresh";
    if (picture.position === this.#position) return;
    this.#position = picture.position;
    this.dispatchEvent(new CustomEvent("picture", { detail: picture }));
  }

  /** A quiet office sends nothing, and a dead socket too: after a while only a question tells them apart. */
  #look() {
    const silent = performance.now() - this.#heard;
    if (silent > STALE_MS) this.dataset.age = "stale";
    const pause = this.#socket?.readyState === WebSocket.OPEN ? QUIET_MS : QUIET_MS / 2;
    if (silent > pause && performance.now() - this.#asked > pause && !document.hidden) this.#ask();
  }

  async #ask() {
    this.#asked = performance.now();
    try {
      const answer = await fetch(this.getAttribute("fallback"), { signal: AbortSignal.timeout(8000) });
      const picture = await answer.json();
      if (picture.position !== this.#position) this.#drop();
      this.#take(picture);
      this.#socket ?? this.#open();
    } catch (unreachable) {
      this.dispatchEvent(new CustomEvent("unreachable", { detail: String(unreachable) }));
    }
  }

  /** After a sleep nothing on the page may be believed until the office has said so again. */
  #wake() {
    if (performance.now() - this.#heard < 5000) return;
    this.dataset.age = "stale";
    this.#drop();
    this.#open();
    this.#ask();
  }
}

customElements.define("picture-socket", PictureSocket);
