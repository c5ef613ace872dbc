/**
 * Notes that stand on no words here: those about a whole text, and those whose words are gone. They wait in a fold above
 * the cards that stand beside words. Knows the fold; asks `Cards` for elements when it is opened.
 */

import { emit } from "./events.js";

/** As many as are shown in the fold; the rest is in the list of all notes, and the fold says so. */
const MOST = 60;

export class Loose {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLDetailsElement} */ #fold;
  #annotations;
  #cards;

  /**
   * @param {HTMLElement} root
   * @param {HTMLDetailsElement} fold with [data-count], [data-rest] and [data-body]
   * @param {import("./annotations.js").Annotations} annotations
   * @param {import("./cards.js").Cards} cards
   */
  constructor(root, fold, annotations, cards) {
    this.#root = root;
    this.#fold = fold;
    this.#annotations = annotations;
    this.#cards = cards;
    root.addEventListener("annotations:changed", () => this.#change());
    fold.addEventListener("toggle", () => this.#fill());
  }

  get #names() {
    return [...this.#annotations.orphans, ...this.#annotations.whole];
  }

  #change() {
    const { orphans, whole } = this.#annotations;
    this.#fold.hidden = orphans.length + whole.length === 0;
    this.#part("count").textContent = inWords(whole.length, orphans.length);
    const rest = this.#names.length - MOST;
    this.#part("rest").hidden = rest <= 0;
    this.#part("more").textContent = String(rest);
    this.#fill();
  }

  async #fill() {
    if (!this.#fold.open) return;
    const names = this.#names.slice(0, MOST);
    await this.#cards.want(names).catch((error) => emit(this.#root, "reader:failed", { words: error.message }));
    const cards = names.flatMap((name) => this.#cards.get(name) ?? []);
    const body = this.#part("body");
    if (body.contains(document.activeElement) || cards.every((card, i) => body.children[i] === card && cards.length === body.childElementCount)) return;
    body.replaceChildren(...cards);
  }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#fold.querySelector(`[data-${name}]`));
  }
}

/** @param {number} whole @param {number} orphans */
function inWords(whole, orphans) {
  const parts = [];
  if (whole) parts.push(`${whole} ${whole === 1 ? "note" : "notes"} on a whole text`);
  if (orphans) parts.push(`${orphans} whose words are gone`);
  return parts.join(", ");
}
