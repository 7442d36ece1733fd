// <wait-estimate>: says an estimate in the words that stand on the element around it (data-range and its sisters).

class WaitEstimate extends HTMLElement {
  /**
   * @param {{low: number, mid: number, high: number} | null} estimate in seconds
   * @param {number} people how many are ahead
   */
  show(estimate, people) {
    const words = this.closest("[data-range]").dataset;
    const low = Math.round((estimate?.low ?? 0) / 60);
    const high = Math.round((estimate?.high ?? 0) / 60);
    const sentence =
      people === 0 ? words.soon : estimate === null ? words.unknown : low === 0 ? words.within : words.range;
    const said = sentence.replace("{low}", low).replace("{high}", high);
    if (this.textContent !== said) this.textContent = said;
  }
}

customElements.define("wait-estimate", WaitEstimate);
