// <my-ticket>: finds its own number in the picture that all phones get, and asks for its page when its state changes.

const POLL_MS = 15_000;

class MyTicket extends HTMLElement {
  #seen = null;
  #timer = 0;
  #asking = null;
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const socket = this.closest("picture-socket");
    socket.addEventListener("picture", ({ detail }) => this.#find(detail), { signal });
    socket.addEventListener("unreachable", () => this.#poll(), { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
    clearTimeout(this.#timer);
  }

  #find(picture) {
    const { number } = this.dataset;
    const line = picture.services.find((service) => service.waiting.includes(number));
    const ready = picture.services.find((service) => service.ready.includes(number));
    const counter = picture.counters.find((each) => each.serving === number)?.id;
    const serial = picture.calls.find((each) => each.number === number)?.serial ?? 0;
    const seen = [line?.id, ready?.id, counter, serial].join("|");
    const known = this.#seen ?? this.#shownNow(seen, line, ready, serial);
    this.#seen = seen;
    if (seen !== known || this.dataset.state === "called") this.#renew();
    const place = line ? line.waiting.indexOf(number) : ready?.ready.indexOf(number);
    if (place !== undefined && place >= 0) this.#move(place);
  }

  /** What the page was made from: the same as the picture, or something to ask about. */
  #shownNow(seen, line, ready, serial) {
    const { state, serial: shown } = this.dataset;
    const inLine = state === "waiting" ? Boolean(line) : state === "ready" ? Boolean(ready) : !line && !ready;
    return inLine && Number(shown) === serial ? seen : "";
  }

  #move(people) {
    const ahead = this.querySelector("[data-ahead]");
    if (ahead) ahead.textContent = people;
    const rungs = this.dataset.ladder.split(" ").filter(Boolean).map(read);
    const rung = rungs[Math.min(people, rungs.length - 1)];
    if (rung) this.#promise(rung, people);
  }

  /** Less wait at once; more only when the old promise does not hold it any more. */
  #promise(estimate, people) {
    const shown = this.dataset.shown ? read(this.dataset.shown) : null;
    const keeps = shown && estimate.mid > shown.mid && shown.low <= estimate.mid && estimate.mid <= shown.high;
    const said = keeps ? shown : estimate;
    this.dataset.shown = [said.low, said.mid, said.high].map((each) => each / 60).join("-");
    this.querySelector("wait-estimate")?.show(said, people);
  }

  /** The page itself has the words for every state; taken again, it shows the newest one. */
  async #renew() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    try {
      const url = `${location.pathname}?shown=${this.dataset.shown}`;
      const answer = await fetch(url, { signal: AbortSignal.any([this.#asking.signal, this.#gone.signal]) });
      if (answer.ok) this.#become(new DOMParser().parseFromString(await answer.text(), "text/html"));
      else this.#poll();
    } catch (unreachable) {
      if (unreachable.name !== "AbortError") this.#poll();
    }
  }

  #become(page) {
    const next = page.querySelector("my-ticket");
    const news = ["state", "serial", "number", "occasion"].some((each) => next.dataset[each] !== this.dataset[each]);
    for (const { name, value } of next.attributes) this.setAttribute(name, value);
    if (!news) return;
    this.replaceChildren(...next.childNodes);
    document.title = page.title;
    document.querySelector("[data-said]").textContent = this.querySelector("[data-words]").textContent;
    if (this.dataset.state === "called") {
      navigator.vibrate?.([400, 200, 400, 200, 800]);
      window.scrollTo(0, 0);
    }
  }

  /** Without a picture the ticket is asked for by itself, now and then. */
  #poll() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renew(), POLL_MS * (0.5 + Math.random()));
  }
}

function read(text) {
  const [low, mid, high] = text.split("-").map((each) => Number(each) * 60);
  return { low, mid, high };
}

customElements.define("my-ticket", MyTicket);
