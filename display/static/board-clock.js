// <board-clock zone="Asia/Tokyo" locales="ja en" for="picture" data-now="ms">: the office's time, to the second.
// Once the office's date is no longer that of the picture, it marks the picture as another day's.

const ASK_AGAIN_MS = 600_000;
const DAY_FIRST = { en: "en-GB" };

class BoardClock extends HTMLElement {
  #timer = 0;
  #ahead = 0;
  #asked = 0;

  connectedCallback() {
    this.#ahead = Number(this.dataset.now) - Date.now();
    this.#asked = Date.now();
    this.#tick();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #tick() {
    const now = new Date(Date.now() + this.#ahead);
    this.querySelector("[data-clock]").textContent = this.#said("en-GB", now, { timeStyle: "medium" });
    this.querySelector("[data-day]").replaceChildren(...this.#days(now));
    this.#compareDays(now);
    if (Math.abs(Date.now() - this.#asked) > ASK_AGAIN_MS) this.#ask();
    this.#timer = setTimeout(() => this.#tick(), 1000 - (now.getTime() % 1000));
  }

  #days(now) {
    return this.getAttribute("locales").trim().split(/\s+/).map((locale) => {
      const day = document.createElement("span");
      day.lang = locale;
      const words = this.#said(DAY_FIRST[locale] ?? locale, now, { month: "long", day: "numeric", weekday: "short" });
      day.textContent = words.replace(/(\S)\((.)\)/, "$1（$2）").replace(",", "");
      return day;
    });
  }

  #compareDays(now) {
    const picture = document.getElementById(this.getAttribute("for"));
    const shown = picture?.querySelector("[data-date]")?.dataset.date;
    const today = this.#said("sv-SE", now, { year: "numeric", month: "2-digit", day: "2-digit" });
    picture?.toggleAttribute("data-other-day", shown !== undefined && shown !== today);
  }

  #said(locale, now, form) {
    return new Intl.DateTimeFormat(locale, { ...form, timeZone: this.getAttribute("zone") }).format(now);
  }

  /** The clock of the box may be wrong, and may be set right while we run: ask the house for the time. */
  async #ask() {
    this.#asked = Date.now();
    try {
      const answer = await fetch("/healthz", { method: "GET", cache: "no-store" });
      const said = Date.parse(answer.headers.get("Date"));
      if (Math.abs(said + 500 - Date.now() - this.#ahead) > 2000) this.#ahead = said + 500 - Date.now();
    } catch {
      this.dataset.unasked = "";
    }
  }
}

customElements.define("board-clock", BoardClock);
