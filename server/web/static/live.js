// <live-fragment src="..." position="n">: keeps its content at the newest picture, and says when it cannot.

const STALE_MS = 10_000;
const OLD_MS = 60_000;
const LONGEST_PAUSE_MS = 15_000;

class LiveFragment extends HTMLElement {
  #socket = null;
  #heard = performance.now();
  #failures = 0;
  #gone = new AbortController();
  #watch = 0;

  connectedCallback() {
    this.#gone = new AbortController();
    this.#open();
    this.#watch = setInterval(() => this.#look(), 1000);
    const { signal } = this.#gone;
    document.addEventListener("visibilitychange", () => document.hidden || this.#look(), { signal });
    window.addEventListener("online", () => this.#again(0), { signal });
  }

  disconnectedCallback() {
    clearInterval(this.#watch);
    this.#gone.abort();
    this.#drop();
  }

  #open() {
    const url = new URL(this.getAttribute("src"), location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#socket === socket && this.#take(JSON.parse(data));
    socket.onclose = () => this.#socket === socket && this.#again(this.#pause());
  }

  #take(frame) {
    this.#heard = performance.now();
    this.#failures = 0;
    this.dataset.age = "fresh";
    if (frame.html === undefined) return;
    this.setAttribute("position", frame.position);
    this.innerHTML = frame.html;
    requestAnimationFrame(() => {
      this.dispatchEvent(new CustomEvent("painted", { bubbles: true, detail: { position: frame.position } }));
      if (this.#socket?.readyState === WebSocket.OPEN) {
        this.#socket.send(JSON.stringify({ painted: frame.position }));
      }
    });
  }

  /** A socket may look open for hours after it died: only what is heard counts. */
  #look() {
    const silent = performance.now() - this.#heard;
    this.dataset.age = silent > OLD_MS ? "old" : silent > STALE_MS ? "stale" : "fresh";
    if (silent > STALE_MS && this.#socket?.readyState === WebSocket.OPEN) this.#again(0);
  }

  #again(after) {
    this.#drop();
    this.#failures += 1;
    const timer = setTimeout(() => this.isConnected && this.#socket === null && this.#open(), after);
    this.#gone.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** Full jitter, so that a hall of screens does not come back in step. */
  #pause() {
    return Math.random() * Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(this.#failures, 6));
  }
}

customElements.define("live-fragment", LiveFragment);
