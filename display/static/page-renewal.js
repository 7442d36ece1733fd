// <page-renewal for="picture" build="…">: loads the board anew once pictures come from a newer release than its scripts.
// A picture that has come proves that the server is there, so the wall never shows an error page.

const SETTLED_MS = 60_000;
const SPREAD_MS = 10_000;

class PageRenewal extends HTMLElement {
  #watch = null;
  #timer = 0;

  connectedCallback() {
    this.#watch = new MutationObserver(() => this.#look());
    this.#watch.observe(this.#picture, { childList: true });
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    clearTimeout(this.#timer);
  }

  get #picture() {
    return document.getElementById(this.getAttribute("for"));
  }

  #look() {
    const build = this.#picture.querySelector("[data-build]")?.dataset.build;
    if (!build || build === this.getAttribute("build") || performance.now() < SETTLED_MS || this.#timer) return;
    this.#timer = setTimeout(() => location.reload(), Math.random() * SPREAD_MS);
  }
}

customElements.define("page-renewal", PageRenewal);
