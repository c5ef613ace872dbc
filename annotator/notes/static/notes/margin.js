/**
 * Cards beside their words: which of them are near the window, and where they stand.
 *
 * Knows layout; asks `Cards` for elements and the store for rows. Everything is measured first and written after. Only
 * cards near the window are in the page. Steps aside where the margin is a sheet (sheet.js).
 */

import { keyOf, nameOf } from "./cards.js";
import { emit, oncePerFrame } from "./events.js";
import { place } from "./isotonic.js";
import { offsetsOf } from "./offsets.js";
import { textNamed } from "./texts.js";

/** At most so many cards in the page; those nearest to the middle of the window win. */
const MOST = 48;
const GAP = 10;

/** @typedef {import("./annotations.js").Row} Row */
/** @typedef {{text: string, start: number}} Start */

export class Margin {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLElement} */ #aside;
  /** @type {Row[]} */ #rows = [];
  /** @type {string} */ #chosen = "";
  /** @type {{text: string, from: number, to: number}[]} */ #window = [];
  #annotations;
  #cards;
  /** @type {Map<string, string>} where cards stood that are being swapped, by id */ #stood = new Map();
  #soon = oncePerFrame(() => this.#arrange());
  #sizes = new ResizeObserver(() => this.#soon());
  #on = false;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} aside
   * @param {import("./annotations.js").Annotations} annotations
   * @param {import("./cards.js").Cards} cards
   */
  constructor(root, aside, annotations, cards) {
    this.#root = root;
    this.#aside = aside;
    this.#annotations = annotations;
    this.#cards = cards;
    root.addEventListener("window:painted", (event) => {
      this.#window = /** @type {CustomEvent} */ (event).detail.texts;
      if (this.#on) this.#follow();
    });
    root.addEventListener("annotations:chosen", (event) => this.#choose(/** @type {CustomEvent} */ (event).detail.rows));
    new ResizeObserver(() => this.#on && this.#soon()).observe(root);
    const head = aside.querySelector(":scope > .margin__head");
    if (head) this.#sizes.observe(head);
    aside.addEventListener("htmx:beforeSwap", (event) => this.#leaves(/** @type {HTMLElement} */ (event.target)));
    aside.addEventListener("htmx:afterSwap", (event) => this.#follows(/** @type {HTMLElement} */ (event.target)));
  }

  /** Place cards beside words, or leave the margin to others. @param {boolean} on */
  set on(on) {
    this.#on = on;
    this.#aside.classList.toggle("margin--placed", on);
    if (on) this.#follow();
    else for (const card of this.#shown()) this.#leave(card);
  }

  /** A card that was just made goes in without being asked for. @param {HTMLElement} card */
  welcome(card) {
    this.#cards.adopt(card);
    if (this.#on) this.#enter(card);
  }

  /** A card is about to be swapped for what the server says of it now. @param {HTMLElement} card */
  #leaves(card) {
    if (card.matches("article.card")) this.#stood.set(card.id, card.style.insetBlockStart);
  }

  /** What has come stands where the other stood. @param {HTMLElement} card */
  #follows(card) {
    if (!this.#on || !this.#stood.has(card.id)) return;
    card.style.insetBlockStart = this.#stood.get(card.id) ?? "";
    this.#stood.delete(card.id);
    this.#sizes.observe(card);
    this.#soon();
  }

  /** @returns {HTMLElement[]} */
  #shown() {
    return [...this.#aside.querySelectorAll(":scope > article.card")].map((card) => /** @type {HTMLElement} */ (card));
  }

  async #follow() {
    const rows = this.#near();
    this.#rows = rows;
    try {
      await this.#cards.want(rows);
    } catch (error) {
      emit(this.#root, "reader:failed", { words: String(error instanceof Error ? error.message : error) });
    }
    if (this.#rows === rows && this.#on) this.#show(rows);
  }

  /** Rows whose words begin in the painted window, at most MOST, the chosen one always among them. @returns {Row[]} */
  #near() {
    const rows = this.#window.flatMap(({ text, from, to }) =>
      this.#annotations.overlapping(text, from, to).filter((row) => row.start >= from || keyOf(row) === this.#chosen),
    );
    if (rows.length <= MOST) return this.#noteCut(rows, 0);
    const middle = rows.findIndex((row) => this.#topOf(row) > innerHeight / 2);
    const start = Math.max(0, Math.min((middle < 0 ? rows.length : middle) - MOST / 2, rows.length - MOST));
    const kept = rows.slice(start, start + MOST);
    const chosen = rows.find((row) => keyOf(row) === this.#chosen);
    if (chosen && !kept.includes(chosen)) kept[rows.indexOf(chosen) < start ? 0 : MOST - 1] = chosen;
    return this.#noteCut(kept, rows.length - MOST);
  }

  /** Say openly how many notes near the window have no card at this moment. @param {Row[]} rows @param {number} more */
  #noteCut(rows, more) {
    const notice = /** @type {HTMLElement | null} */ (this.#root.querySelector("[data-more-notes]"));
    if (notice) {
      notice.hidden = more === 0;
      const count = notice.querySelector("[data-count]");
      if (count) count.textContent = String(more);
    }
    return rows;
  }

  /** @param {Row[]} rows */
  #show(rows) {
    const wanted = new Set(rows.map(keyOf));
    for (const card of this.#shown()) {
      if (card.matches(".card--removed")) this.#stays(card) || card.remove();
      else if (!wanted.has(keyOf(nameOf(card))) && !card.contains(document.activeElement)) this.#leave(card, true);
    }
    for (const row of rows) {
      const card = this.#cards.get(row);
      if (card && card.parentElement !== this.#aside) this.#enter(card);
      card?.classList.toggle("card--chosen", keyOf(row) === this.#chosen);
    }
    this.#soon();
  }

  /** @param {HTMLElement} card */
  #enter(card) {
    this.#aside.append(card);
    this.#sizes.observe(card);
    this.#soon();
  }

  /** A deleted note offers its undo as long as its words are near. @param {HTMLElement} card */
  #stays(card) {
    const { text, start } = this.#placeOf(card);
    return this.#window.some((part) => part.text === text && part.from <= start && start <= part.to);
  }

  /** @param {HTMLElement} card @param {boolean} [rest] */
  #leave(card, rest = false) {
    this.#sizes.unobserve(card);
    card.style.removeProperty("inset-block-start");
    if (rest) this.#cards.rest(card);
  }

  /** Measure all, then write all; and let the order of the page be the order of the words. */
  #arrange() {
    if (!this.#on) return;
    const corner = this.#aside.getBoundingClientRect().top;
    const order = new Map(this.#rows.map((row, i) => [keyOf(row), i]));
    const places = this.#shown()
      .map((card) => ({ card, top: this.#topOf(this.#placeOf(card)) - corner, rank: order.get(keyOf(nameOf(card))) ?? 0 }))
      .sort((a, b) => a.top - b.top || a.rank - b.rank);
    const cards = places.map(({ card }) => card);
    const wanted = places.map(({ top }) => top);
    const heights = cards.map((card) => card.offsetHeight);
    const pinned = cards.findIndex((card) => keyOf(nameOf(card)) === this.#chosen);
    const least = /** @type {HTMLElement | null} */ (this.#aside.querySelector(":scope > .margin__head"))?.offsetHeight ?? 0;
    const tops = place(Float64Array.from(wanted), Float64Array.from(heights), GAP, pinned, least);
    cards.forEach((card, i) => (card.style.insetBlockStart = `${Math.round(tops[i])}px`));
    this.#inOrder(cards);
  }

  /** The tab order follows the text; only cards that stand wrong are moved, and never the one with the focus. @param {HTMLElement[]} cards */
  #inOrder(cards) {
    cards.forEach((card, i) => {
      const before = cards[i - 1];
      if (before && card.previousElementSibling !== before && !card.contains(document.activeElement)) before.after(card);
    });
  }

  /** Where the words of a card begin; that of a deleted note is in no store. @param {HTMLElement} card @returns {Start} */
  #placeOf(card) {
    const { text, handle } = nameOf(card);
    return this.#annotations.find(text, handle) ?? { text, start: Number(card.dataset.start ?? 0) };
  }

  /** Where words begin in the window, in px. @param {Start} place */
  #topOf({ text, start }) {
    const element = textNamed(this.#root, text);
    return element ? offsetsOf(element).liveRange(start, start + 1).getBoundingClientRect().top : 0;
  }

  /** @param {Row[]} rows */
  #choose(rows) {
    this.#chosen = rows.length ? keyOf(rows[0]) : "";
    for (const card of this.#shown()) {
      const key = keyOf(nameOf(card));
      card.classList.toggle("card--chosen", key === this.#chosen);
      card.classList.toggle("card--also", rows.slice(1).some((row) => keyOf(row) === key));
    }
    if (this.#on) this.#follow();
  }
}
