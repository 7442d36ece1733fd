// <crowd-view>: keeps the public page at the newest picture; every word it needs stands in the page.

class CrowdView extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    this.#gone = new AbortController();
    const picture = ({ detail }) => this.#show(detail);
    this.closest("picture-socket").addEventListener("picture", picture, { signal: this.#gone.signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  #show(picture) {
    this.dataset.open = String(picture.open);
    for (const service of picture.services) this.#showService(service, picture.open);
    const newest = new Map([...picture.calls].reverse().map((call) => [call.number, call]));
    const calls = [...newest.values()].sort((one, two) => two.serial - one.serial).slice(0, 4);
    this.querySelector("[data-turns]").replaceChildren(...calls.map((call) => this.#turn(call)));
  }

  #showService(service, open) {
    const card = this.querySelector(`[data-service="${CSS.escape(service.id)}"]`);
    if (!card) return;
    card.dataset.congestion = service.congestion;
    card.dataset.accepting = String(open && service.accepting);
    card.dataset.waiting = service.waiting_count;
    card.querySelector("[data-level]").textContent = this.dataset[service.congestion];
    card.querySelector("[data-people]").textContent = service.waiting_count;
    card.querySelector("wait-estimate").show(service.estimated_wait, service.waiting_count);
  }

  #turn(call) {
    const turn = document.createElement("li");
    const number = document.createElement("b");
    const counter = document.createElement("span");
    const known = this.querySelector(`[data-counter="${CSS.escape(call.counter)}"]`);
    number.textContent = call.number;
    counter.textContent = known?.textContent ?? call.counter;
    turn.append(number, " ", counter);
    return turn;
  }
}

customElements.define("crowd-view", CrowdView);
