/**
 * Paints the annotations that stand within a screen of the window, and nothing else.
 *
 * Knows when to paint: at once when the store changes, and when reading leaves what has been painted. How, is the
 * brush's business. Says `window:painted` {from, to, texts: [{text, from, to}]}: code points of each text that has been painted,
 * where `from` and `to` are {text, point} of the first and the last.
 */

import { emit, oncePerFrame } from "./events.js";
import { HighlightBrush } from "./highlights.js";
import { offsetsOf } from "./offsets.js";
import { sweep } from "./sweep.js";
import { textsIn } from "./texts.js";
import { spansBetween } from "./viewport.js";
import { WrappingBrush } from "./wrapping.js";

/** Windows painted above and below the one in view, and how much of that may be used up before painting again. */
const MARGIN = 1;
const SPARE = 0.5;

export class Painter {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLElement[]} */ #texts;
  /** @type {import("./viewport.js").Stay[]} */ #painted = [];
  /** @type {Map<string, import("./annotations.js").Name[]>} */ #emphases = new Map();
  #annotations;
  #brush;

  /**
   * @param {HTMLElement} root
   * @param {import("./annotations.js").Annotations} annotations
   * @param {HighlightBrush | WrappingBrush} [brush]
   */
  constructor(root, annotations, brush = HighlightBrush.works ? new HighlightBrush() : new WrappingBrush()) {
    this.#root = root;
    this.#texts = textsIn(root);
    this.#annotations = annotations;
    this.#brush = brush;
    this.#listen();
  }

  /** Paint the surroundings of what is in view. */
  paint() {
    this.#cover(spansBetween(this.#texts, ...reach(MARGIN)));
  }

  /** Paint every text from end to end, for the printer. */
  paintWhole() {
    this.#cover(this.#texts.map((element) => ({ element, from: 0, to: offsetsOf(element).length })));
  }

  #listen() {
    const follow = oncePerFrame(() => this.#hasLeft() && this.paint());
    this.#root.addEventListener("annotations:changed", () => this.paint());
    this.#root.addEventListener("annotations:pointed", (event) => this.#emphasise("pointed", event));
    this.#root.addEventListener("annotations:chosen", (event) => this.#emphasise("chosen", event));
    addEventListener("scroll", follow, { passive: true, capture: true });
    new ResizeObserver(follow).observe(this.#root);
    addEventListener("resize", follow);
    addEventListener("beforeprint", () => this.paintWhole());
    addEventListener("afterprint", () => this.paint());
  }

  #hasLeft() {
    const wanted = spansBetween(this.#texts, ...reach(SPARE));
    return wanted.some(({ element, from, to }) => {
      const painted = this.#painted.find((stay) => stay.element === element);
      return to > from && (!painted || from < painted.from || to > painted.to);
    });
  }

  /**
   * Says so before the brush works: a listener may put marks for screen readers into the texts, and what is painted hangs on
   * the nodes that are there.
   * @param {import("./viewport.js").Stay[]} stays
   */
  #cover(stays) {
    this.#painted = stays;
    this.#tell();
    this.#brush.paint(
      stays.map(({ element, from, to }) => ({
        offsets: offsetsOf(element),
        stretches: sweep(this.#annotations.overlapping(element.dataset.text ?? "", from, to), from, to),
      })),
    );
    for (const name of this.#emphases.keys()) this.#paintEmphasis(name);
  }

  #tell() {
    const texts = this.#painted.map(({ element, from, to }) => ({ text: element.dataset.text ?? "", from, to }));
    const [head, tail] = [texts[0], texts[texts.length - 1]];
    emit(this.#root, "window:painted", {
      from: head && { text: head.text, point: head.from },
      to: tail && { text: tail.text, point: tail.to },
      texts,
    });
  }

  /** @param {string} name @param {Event} event with {rows} */
  #emphasise(name, event) {
    this.#emphases.set(name, /** @type {CustomEvent} */ (event).detail.rows);
    this.#paintEmphasis(name);
  }

  /** Only the part within what has been painted: the words of an annotation may be the whole text. @param {string} name */
  #paintEmphasis(name) {
    const names = this.#emphases.get(name) ?? [];
    const rows = names.map(({ text, handle }) => this.#annotations.find(text, handle)).filter((row) => row !== null);
    const places = this.#painted.flatMap(({ element, from, to }) =>
      rows
        .filter(({ text, start, end }) => text === element.dataset.text && start < to && end > from)
        .map(({ start, end }) => ({ offsets: offsetsOf(element), start: Math.max(start, from), end: Math.min(end, to) })),
    );
    this.#brush.emphasise(name, places);
  }
}

/** @param {number} windows @returns {[number, number]} heights in px, so many windows above and below */
function reach(windows) {
  return [-windows * innerHeight, (1 + windows) * innerHeight];
}
