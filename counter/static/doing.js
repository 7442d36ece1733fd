// Doing: one thing after the other, each once; what came of it is said in words.

import { ask } from "/static/web/ask.js";
import { pageNow } from "./page-now.js";

const CALM_MS = 600;
const PICTURE_WITHIN_MS = 1500;

export class Doing {
  #desk;
  #before = Promise.resolve();
  #going = new Set();
  #last = { what: "", at: 0 };
  #late = 0;
  #order = 0;
  #said = 0;

  constructor(desk) {
    this.#desk = desk;
  }

  /** Call a number; somebody still here is a question first. */
  call(number) {
    const { here } = this.#desk.picture;
    if (!here || here === number) return this.verb("call", { number });
    const dialog = this.#desk.open("stay", { number });
    dialog.querySelector("#stay-finish").onclick = (event) => {
      event.stopPropagation();
      dialog.close();
      this.verb("call", { number, finish: true });
    };
    return undefined;
  }

  /** One verb of the counter's API. */
  verb(verb, body = {}) {
    const before = this.#desk.picture.here;
    const path = `counters/${this.#desk.dataset.counter}/${verb}`;
    return this.#do(verb, path, body, ({ ticket }) => {
      const number = ticket?.number ?? body.number ?? before;
      return this.#words(verb === "call-next" && !ticket ? "nobody" : verb, { number });
    });
  }

  /** Work without a ticket begins at this counter. */
  startScene(scene, word) {
    const { section, counter } = this.#desk.dataset;
    const body = { scene, section, counter };
    return this.#do(`scene ${scene}`, "scenes", body, () => this.#words("scene", { scene: word }));
  }

  /** Work without a ticket ends. */
  endScene(entry, word, body) {
    return this.#do("scene-end", `scenes/${entry}/end`, body, () => this.#words("scene-end", { scene: word }));
  }

  /** Work without a ticket is written down. */
  logScene(word, body) {
    const { section, counter } = this.#desk.dataset;
    const words = () => this.#words("scene-log", { scene: word });
    return this.#do("scene-log", "scenes", { ...body, section, counter }, words);
  }

  /** Say something in the line that screen readers follow. */
  say(text, tone, order = this.#next()) {
    this.#said = order;
    const line = this.#desk.querySelector("#said");
    line.textContent = text;
    line.dataset.tone = tone;
  }

  /** Say one of the page's own sayings. */
  sayOf(name) {
    this.say(this.#words(name, {}), "calm");
  }

  /** A new picture has come: what was asked is seen. */
  painted() {
    clearTimeout(this.#late);
    this.#mark();
  }

  /** Asks, and says what came of it, unless something later has been said by then. */
  async #do(verb, path, body, words) {
    const order = this.#next();
    const data = await this.#ask(verb, path, body);
    if (data && order > this.#said) this.say(words(data), "done", order);
  }

  #next() {
    this.#order += 1;
    return this.#order;
  }

  /** Asks in the order of keys; the same once more while it is under way, or just after, is a bouncing key. */
  async #ask(verb, path, body) {
    const what = `${path} ${JSON.stringify(body)}`;
    const bounced = this.#last.what === what && performance.now() - this.#last.at < CALM_MS;
    if (this.#going.has(verb) || bounced) return null;
    this.#going.add(verb);
    this.#mark();
    const asked = this.#before.then(() => ask(`${this.#desk.dataset.office}/${path}`, body));
    this.#before = asked;
    const answer = await asked;
    this.#going.delete(verb);
    this.#mark();
    if (!answer.ok) return this.#refused(answer);
    this.#last = { what, at: performance.now() };
    if (answer.data.position > this.#position) this.#late = setTimeout(() => this.#look(), PICTURE_WITHIN_MS);
    return answer.data;
  }

  #refused({ status, data }) {
    const own = { 0: "unreachable", 401: "signed-out" }[status];
    this.say(own ? this.#words(own, {}) : [data?.title, data?.detail].filter(Boolean).join(" "), "no", this.#said);
    return null;
  }

  get #position() {
    return Number(this.#desk.querySelector("live-fragment").getAttribute("position"));
  }

  #mark() {
    this.#desk.querySelectorAll("live-fragment button[data-verb]").forEach((button) => {
      button.disabled = this.#going.has(button.dataset.verb);
    });
    for (const button of this.#desk.querySelectorAll("[data-after]")) {
      const wait = Date.parse(button.dataset.after) - Date.parse(this.#desk.picture.now);
      setTimeout(() => free(button), Math.max(0, wait));
    }
  }

  /** Without the socket the page itself tells how things stand. */
  async #look() {
    const fresh = await pageNow();
    const fragment = this.#desk.querySelector("live-fragment");
    if (!fresh || Number(fresh.getAttribute("position")) <= this.#position) return;
    fragment.innerHTML = fresh.innerHTML;
    fragment.setAttribute("position", fresh.getAttribute("position"));
    fragment.dispatchEvent(new CustomEvent("painted", { bubbles: true }));
  }

  #words(name, filling) {
    const words = this.#desk.querySelector(`#sayings [data-for="${name}"]`)?.textContent ?? "";
    return words.replace(/\{(\w+)\}/g, (_, key) => filling[key] ?? "");
  }
}

function free(button) {
  button.removeAttribute("aria-disabled");
  button.removeAttribute("aria-description");
  button.title = "";
}
