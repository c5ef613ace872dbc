/**
 * On a narrow window: one card at a time in a sheet from below, "2 of 5 here", with a way to the next and the one before.
 * Knows which notes are under the finger; asks `Cards` for their elements.
 */

import { say } from "../site/page.js";
import { keyOf } from "./cards.js";
import { emit } from "./events.js";

/** @typedef {import("./annotations.js").Row} Row */

export class Sheet {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLElement} */ #sheet;
  /** @type {Row[]} */ #here = [];
  /** @type {Element | null} */ #before = null;
  #place = 0;
  #cards;
  on = false;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} sheet with [data-count], [data-body] and buttons [data-go="previous" | "next" | "close"]
   * @param {import("./cards.js").Cards} cards
   */
  constructor(root, sheet, cards) {
    this.#root = root;
    this.#sheet = sheet;
    this.#cards = cards;
    root.addEventListener("annotations:chosen", (event) => this.on && this.#open(/** @type {CustomEvent} */ (event).detail.rows));
    sheet.addEventListener("click", (event) => this.#press(/** @type {Element} */ (event.target)));
    sheet.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  close() {
    if (this.#sheet.hidden) return;
    this.#sheet.hidden = true;
    this.#empty();
    emit(this.#root, "annotations:pointed", { rows: [] });
    if (this.#before instanceof HTMLElement) this.#before.focus({ preventScroll: true });
  }

  /** A card that was just made; it is shown when its row is chosen. @param {HTMLElement} card */
  welcome(card) {
    this.#cards.adopt(card);
  }

  /** @param {Row[]} rows */
  #open(rows) {
    if (!rows.length) return this.close();
    const same = rows.map(keyOf).join() === this.#here.map(keyOf).join() && !this.#sheet.hidden;
    this.#place = same ? (this.#place + 1) % rows.length : 0;
    this.#here = rows;
    if (this.#sheet.hidden) this.#before = document.activeElement;
    this.#show();
  }

  async #show() {
    const row = this.#here[this.#place];
    await this.#cards.want([row]).catch((error) => emit(this.#root, "reader:failed", { words: error.message }));
    const card = this.#cards.get(row);
    if (!card || row !== this.#here[this.#place]) return;
    this.#empty();
    this.#part("body")?.append(card);
    this.#count();
    this.#sheet.hidden = false;
    emit(this.#root, "annotations:pointed", { rows: [row] });
  }

  #count() {
    const words = this.#here.length > 1 ? `${this.#place + 1} of ${this.#here.length} here` : "1 note here";
    const count = this.#part("count");
    if (count) count.textContent = words;
    for (const way of ["previous", "next"]) {
      const button = /** @type {HTMLElement | null} */ (this.#sheet.querySelector(`[data-go="${way}"]`));
      if (button) button.hidden = this.#here.length < 2;
    }
    say(words);
  }

  #empty() {
    for (const card of [...(this.#part("body")?.children ?? [])]) this.#cards.rest(/** @type {HTMLElement} */ (card));
  }

  /** @param {Element} target */
  #press(target) {
    const way = /** @type {HTMLElement | null} */ (target.closest("[data-go]"))?.dataset.go;
    if (way === "close") return this.close();
    if (!way) return;
    const count = this.#here.length;
    this.#place = (this.#place + (way === "next" ? 1 : count - 1)) % count;
    this.#show();
  }

  /** @param {string} name @returns {HTMLElement | null} */
  #part(name) {
    return this.#sheet.querySelector(`[data-${name}]`);
  }
}
