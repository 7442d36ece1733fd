// Typing in paper questionnaires: a grade typed takes the cursor on; Enter goes on too, and sends only from a button.
customElements.define("next-grade", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => {
      if (event.isComposing || !("grade" in event.target.dataset)) return;
      if (/^[0-9\uff10-\uff19]$/.test(event.target.value)) this.onward(event.target);
    });
    this.addEventListener("compositionend", (event) => {
      if ("grade" in event.target.dataset && event.target.value) this.onward(event.target);
    });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.onward(event.target);
    });
  }

  onward(field) {
    const fields = [...this.querySelectorAll("input")];
    const next = fields[fields.indexOf(field) + 1] ?? this.closest("form").querySelector("button");
    next.focus();
    next.select?.();
  }
});
