/**
 * The cards of annotations: fetched by handle in batches, kept while they are useful, one element for each.
 *
 * Knows how to ask the server; not where cards stand. Cards that htmx has swapped are found again by their id.
 */

import { asFragment, enliven, nodesOf } from "./fragments.js";

/** As many as the server gives at once, and as many as are kept. */
const BATCH = 60;
const KEPT = 300;

/** @typedef {import("./annotations.js").Name} Name */

/** @param {Name} name */
export function keyOf({ text, handle }) {
  return `${text}:${handle}`;
}

/** @param {HTMLElement} card @returns {Name} */
export function nameOf(card) {
  return { text: card.dataset.text ?? "", handle: Number(card.dataset.handle) };
}

export class Cards {
  /** @type {string} */ #address;
  /** @type {Map<string, string>} ids of card elements by key, oldest use first */ #ids = new Map();
  /** @type {Map<string, HTMLElement>} cards that are in no document */ #resting = new Map();
  /** @type {Map<string, Promise<void>>} */ #asked = new Map();

  /** @param {HTMLElement} root the #reader element, which names the address and holds the first cards */
  constructor(root) {
    this.#address = root.dataset.cards ?? "";
    for (const card of root.querySelectorAll("article.card[data-handle]")) this.adopt(/** @type {HTMLElement} */ (card));
  }

  /** A card that has arrived by another way. @param {HTMLElement} card */
  adopt(card) {
    const key = keyOf(nameOf(card));
    this.#ids.delete(key);
    this.#ids.set(key, card.id);
    if (!card.isConnected) this.#resting.set(card.id, card);
  }

  /** The card if it is here. @param {Name} name @returns {HTMLElement | null} */
  get(name) {
    const id = this.#ids.get(keyOf(name));
    if (!id) return null;
    return document.getElementById(id) ?? this.#resting.get(id) ?? null;
  }

  /** Take a card out of the page; it is kept for its return. @param {HTMLElement} card */
  rest(card) {
    card.remove();
    this.#resting.set(card.id, card);
    for (const id of this.#resting.keys()) {
      if (this.#resting.size <= KEPT) break;
      this.#resting.delete(id);
    }
  }

  /** Forget what is not in the page: it may have changed. */
  forget() {
    this.#resting.clear();
    this.#asked.clear();
  }

  /**
   * Fetch those that are not here. Rejects when the server does not answer.
   * @param {Name[]} names
   */
  async want(names) {
    const missing = names.filter((name) => !this.get(name) && !this.#asked.has(keyOf(name)));
    for (let i = 0; i < missing.length; i += BATCH) this.#ask(missing.slice(i, i + BATCH));
    await Promise.all(names.map((name) => this.#asked.get(keyOf(name))));
  }

  /** @param {Name[]} names */
  #ask(names) {
    const answer = this.#fetch(names).finally(() => names.forEach((name) => this.#asked.delete(keyOf(name))));
    for (const name of names) this.#asked.set(keyOf(name), answer);
  }

  /** @param {Name[]} names */
  async #fetch(names) {
    /** @type {Map<string, number[]>} */
    const byText = new Map();
    for (const { text, handle } of names) byText.set(text, [...(byText.get(text) ?? []), handle]);
    const wanted = [...byText].map(([text, handles]) => `${text}:${handles.join(",")}`).join(";");
    const answer = await fetch(`${this.#address}?n=${wanted}`, { headers: asFragment() });
    if (!answer.ok) throw new Error(`The notes could not be loaded (${answer.status}).`);
    for (const card of nodesOf(await answer.text()).querySelectorAll("article.card[data-handle]")) {
      enliven(card);
      this.adopt(/** @type {HTMLElement} */ (card));
    }
  }
}
