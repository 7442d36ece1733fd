// <call-announcer for="picture" sound="…/chime.wav" data-now="ms">: announces each new call once, one after the other.
// To announce is to show the call at the top and to ring. What was rung is kept over a reload of the page.

const OLDEST_MS = 60_000;
const TURN_MS = 3_500;
const LINGER_MS = 10_000;
const LOOK_MS = 250;

class CallAnnouncer extends HTMLElement {
  #ahead = 0;
  #rung = { serial: 0, position: 0 };
  #queue = [];
  #now = null;
  #since = 0;
  #sound = null;
  #chime = null;
  #gone = new AbortController();
  #watch = null;
  #timer = 0;

  connectedCallback() {
    this.#gone = new AbortController();
    this.#ahead = Number(this.dataset.now) - Date.now();
    this.#rung = JSON.parse(localStorage.getItem(this.#key)) ?? this.#rung;
    this.dataset.rung = "0";
    if (this.hasAttribute("sound")) this.#openSound();
    this.#watch = new MutationObserver(() => this.#look());
    this.#watch.observe(this.#picture, { childList: true });
    this.#timer = setInterval(() => this.#next(), LOOK_MS);
    this.#look();
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#watch.disconnect();
    clearInterval(this.#timer);
    this.#sound?.close();
  }

  get #picture() {
    return document.getElementById(this.getAttribute("for"));
  }

  get #key() {
    return `rung ${location.pathname}`;
  }

  /** After every new picture and before it is painted: what is new joins the queue, the top stays where it was. */
  #look() {
    const position = Number(this.#picture.getAttribute("position"));
    const calls = [...this.#picture.querySelectorAll("[data-serial]")].map(({ dataset }) => ({
      serial: Number(dataset.serial),
      at: Number(dataset.at),
    }));
    const newest = Math.max(0, ...calls.map((call) => call.serial));
    const restored = position < this.#rung.position;
    const rung = restored ? Math.min(this.#rung.serial, newest) : this.#rung.serial;
    const fresh = calls.filter((call) => call.serial > rung).sort((one, two) => one.serial - two.serial);
    this.#queue.push(...fresh);
    this.#rung = { serial: Math.max(rung, newest), position };
    localStorage.setItem(this.#key, JSON.stringify(this.#rung));
    this.#show();
    this.#next();
  }

  /** A burst is announced call by call; the last one stays marked for a while. */
  #next() {
    const lasted = performance.now() - this.#since;
    if (this.#now && lasted < TURN_MS) return;
    const oldest = Date.now() + this.#ahead - OLDEST_MS;
    this.#queue = this.#queue.filter((call) => call.at >= oldest && this.#isLatest(call));
    if (this.#queue.length) this.#announce(this.#queue.shift());
    else if (this.#now && lasted >= LINGER_MS) this.#now = null;
    else return;
    this.#show();
  }

  /** A number that has been called again is announced as it is now, not as it was. */
  #isLatest(call) {
    const element = this.#element(call);
    return element && !element.hasAttribute("data-repeated");
  }

  #announce(call) {
    this.#now = call;
    this.#since = performance.now();
    this.dataset.rung = String(Number(this.dataset.rung) + 1);
    this.dispatchEvent(new CustomEvent("announced", { bubbles: true, detail: { serial: call.serial } }));
    if (this.#sound?.state !== "running" || !this.#chime) return;
    const source = new AudioBufferSourceNode(this.#sound, { buffer: this.#chime });
    source.connect(this.#sound.destination);
    source.start();
  }

  #element(call) {
    return this.#picture.querySelector(`[data-serial="${call.serial}"]`);
  }

  #show() {
    const top = this.#now && this.#element(this.#now);
    for (const call of this.#picture.querySelectorAll("[data-serial]")) {
      call.toggleAttribute("data-announced", call === top);
    }
    this.#picture.querySelector("[data-calls]")?.toggleAttribute("data-announcing", Boolean(top));
  }

  /** Browsers keep sound back until somebody touches the screen: then the mark asks for that touch. */
  #openSound() {
    const { signal } = this.#gone;
    const mark = this.querySelector("button");
    this.#sound = new AudioContext();
    const tell = () => {
      this.dataset.sound = this.#sound.state;
      mark.hidden = this.#sound.state === "running";
    };
    this.#sound.addEventListener("statechange", tell, { signal });
    document.addEventListener("click", () => this.#sound.resume(), { signal });
    tell();
    this.#fetchChime();
  }

  async #fetchChime() {
    try {
      const answer = await fetch(this.getAttribute("sound"), { signal: this.#gone.signal });
      this.#chime = await this.#sound.decodeAudioData(await answer.arrayBuffer());
    } catch (unreachable) {
      if (!this.#gone.signal.aborted) setTimeout(() => this.#fetchChime(), 5000);
    }
  }
}

customElements.define("call-announcer", CallAnnouncer);
