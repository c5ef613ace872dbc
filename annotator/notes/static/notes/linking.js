/**
 * Cards and words point at each other: hovering or focusing one marks the other, a click on a card shows its words, and
 * stepping goes from note to note in reading order. Knows rows and elements; paints nothing itself.
 */

import { nameOf } from "./cards.js";
import { emit } from "./events.js";
import { offsetsOf } from "./offsets.js";
import { textNamed } from "./texts.js";

const CONTROLS = "a, button, input, select, textarea, summary, label, form, details";

/** @typedef {import("./annotations.js").Row} Row */

export class Linking {
  /** @type {HTMLElement} */ #root;
  /** @type {Row | null} the note last gone to */ #current = null;
  #annotations;
  #cards;

  /**
   * @param {HTMLElement} root
   * @param {import("./annotations.js").Annotations} annotations
   * @param {import("./cards.js").Cards} cards
   */
  constructor(root, annotations, cards) {
    this.#root = root;
    this.#annotations = annotations;
    this.#cards = cards;
    for (const name of ["pointerover", "focusin"]) root.addEventListener(name, (event) => this.#over(event));
    for (const name of ["pointerout", "focusout"]) root.addEventListener(name, (event) => this.#out(event));
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("annotations:pointed", (event) => this.#mark(/** @type {CustomEvent} */ (event).detail.rows));
    root.addEventListener("annotations:chosen", (event) => {
      this.#current = /** @type {CustomEvent} */ (event).detail.rows[0] ?? this.#current;
    });
  }

  get current() {
    return this.#current && this.#annotations.find(this.#current.text, this.#current.handle);
  }

  /** To the next note in reading order, or the one before; from where reading has come to if none was chosen. @param {1 | -1} way */
  step(way) {
    const from = this.current;
    const row = way > 0 ? this.#annotations.next(from) : this.#annotations.previous(from);
    if (row) this.goTo(row);
    return row;
  }

  /** Choose a note and bring its words into view. @param {Row} row @param {ScrollLogicalPosition} [block] */
  goTo(row, block = "center") {
    this.#current = row;
    const element = this.#element(row);
    if (!element) return;
    scrollTo(element, row.start, block);
    const { left, bottom } = offsetsOf(element).liveRange(row.start, row.start + 1).getBoundingClientRect();
    emit(this.#root, "annotations:chosen", { rows: [row], x: left, y: bottom });
  }

  /** Select the words of a note and put the focus on them, for a screen reader. @param {Row} row */
  read(row) {
    this.goTo(row);
    const element = this.#element(row);
    if (!element) return;
    element.focus({ preventScroll: true });
    const at = offsetsOf(element).range(row.start, row.end);
    getSelection()?.setBaseAndExtent(at.startContainer, at.startOffset, at.endContainer, at.endOffset);
  }

  /** @param {Event} event @returns {HTMLElement | null} */
  #cardOf(event) {
    return /** @type {Element} */ (event.target).closest("article.card[data-handle]");
  }

  /** @param {HTMLElement} card @returns {Row | null} */
  #rowOf(card) {
    const { text, handle } = nameOf(card);
    return this.#annotations.find(text, handle);
  }

  /** @param {Event} event */
  #over(event) {
    const card = this.#cardOf(event);
    const row = card && this.#rowOf(card);
    if (row) emit(this.#root, "annotations:pointed", { rows: [row] });
  }

  /** @param {Event} event */
  #out(event) {
    const card = this.#cardOf(event);
    const into = /** @type {Node | null} */ (/** @type {MouseEvent} */ (event).relatedTarget);
    if (card && !card.contains(into)) emit(this.#root, "annotations:pointed", { rows: [] });
  }

  /** @param {Event} event */
  #click(event) {
    const card = this.#cardOf(event);
    if (!card || event.defaultPrevented || /** @type {Element} */ (event.target).closest(CONTROLS)) return;
    const row = this.#rowOf(card);
    if (row && getSelection()?.isCollapsed !== false) this.goTo(row, "nearest");
  }

  /** @param {Row[]} rows */
  #mark(rows) {
    for (const card of this.#root.querySelectorAll(".card--pointed")) card.classList.remove("card--pointed");
    for (const row of rows) this.#cards.get(row)?.classList.add("card--pointed");
  }

  /** @param {Row} row @returns {HTMLElement | null} */
  #element(row) {
    return textNamed(this.#root, row.text);
  }
}

/**
 * Bring a code point into view. Blocks skipped by `content-visibility` are laid out on the way, so it is measured twice.
 * @param {HTMLElement} element
 * @param {number} point
 * @param {ScrollLogicalPosition} block
 */
export function scrollTo(element, point, block) {
  const range = offsetsOf(element).liveRange(point, point + 1);
  const node = range.startContainer;
  const parent = node instanceof Element ? node : node.parentElement;
  const { top, bottom } = range.getBoundingClientRect();
  if (block === "nearest" && top > 80 && bottom < innerHeight - 80) return;
  parent?.scrollIntoView({ block: "center" });
  const off = range.getBoundingClientRect().top - innerHeight / 2;
  if (Math.abs(off) > innerHeight / 4) scrollBy({ top: off });
}
