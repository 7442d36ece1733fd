// <slow-rotation seconds="12">: shows its parts marked data-turn one after the other.
// Whose turn it is follows from the clock alone, so a picture that is swapped in goes on where the last one was.

class SlowRotation extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#turn();
    this.#timer = setInterval(() => this.#turn(), 500);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #turn() {
    const parts = [...this.querySelectorAll(":scope > [data-turn]")];
    const seconds = Number(this.getAttribute("seconds"));
    const now = Math.floor(Date.now() / 1000 / seconds) % Math.max(parts.length, 1);
    parts.forEach((part, index) => part.toggleAttribute("data-shown", index === now));
    this.toggleAttribute("data-turning", true);
  }
}

customElements.define("slow-rotation", SlowRotation);
