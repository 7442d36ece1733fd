// <kiosk-pager>: two big buttons for whatever does not fit on the screen; nobody has to know how to swipe.

const KEPT = 0.85;

class KioskPager extends HTMLElement {
  #gone = new AbortController();
  #sizes = null;

  connectedCallback() {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    this.#scroller.addEventListener("scroll", () => this.#look(), { signal, passive: true });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.#sizes = new ResizeObserver(() => this.#look());
    this.#sizes.observe(this.#scroller);
    for (const part of this.#scroller.children) this.#sizes.observe(part);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#sizes?.disconnect();
  }

  get #scroller() {
    return this.querySelector(".scroller");
  }

  #clicked(event) {
    const button = event.target.closest("[data-page]");
    if (!button) return;
    const step = Number(button.dataset.page) * this.#scroller.clientHeight * KEPT;
    const gentle = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#scroller.scrollBy({ top: step, behavior: gentle ? "smooth" : "instant" });
  }

  #look() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const pager = this.querySelector(".pager");
    const room = pager.hidden ? 0 : pager.offsetHeight;
    pager.hidden = scrollHeight <= clientHeight + room + 1;
    this.querySelector("[data-page='-1']").disabled = scrollTop < 2;
    this.querySelector("[data-page='1']").disabled = scrollTop + clientHeight > scrollHeight - 2;
  }
}

customElements.define("kiosk-pager", KioskPager);
