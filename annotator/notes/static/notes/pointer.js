/**
 * Which annotations are under the mouse, or under the finger that tapped.
 *
 * Says `annotations:pointed` {rows} when what is hovered is another, at most once a frame, and `annotations:chosen`
 * {rows, x, y} on a click on words, with no rows for a click beside all annotations. Knows rectangles; paints nothing.
 */

import { emit, oncePerFrame } from "./events.js";
import { offsetsOf } from "./offsets.js";
import { textAround } from "./texts.js";

/** @typedef {import("./annotations.js").Row} Row */

/** What does something else when it is clicked. */
const CONTROLS = "a[href], button, input, select, textarea, summary, label";
/** Code points beside the pointer that are measured: more than any cluster has. */
const NEAR = 12;
/** Pixels between two lines that still belong to the words. */
const LEADING = 5;

export class Pointer {
  /** @type {HTMLElement} */ #root;
  /** @type {{x: number, y: number} | null} */ #at = null;
  #pointed = "";
  #annotations;

  /**
   * @param {HTMLElement} root
   * @param {import("./annotations.js").Annotations} annotations
   */
  constructor(root, annotations) {
    this.#root = root;
    this.#annotations = annotations;
    const look = oncePerFrame(() => this.#point());
    const moved = (/** @type {PointerEvent} */ event) => {
      this.#at = event.pointerType === "touch" || event.buttons || event.type === "pointerleave" ? null : { x: event.clientX, y: event.clientY };
      look();
    };
    root.addEventListener("pointermove", moved);
    root.addEventListener("pointerleave", moved);
    root.addEventListener("click", (event) => this.#choose(event));
  }

  /**
   * The annotations whose words are drawn at a place in the window.
   * @param {number} x
   * @param {number} y
   * @returns {Row[] | null} null if no text is there
   */
  rowsAt(x, y) {
    const found = pointUnder(x, y);
    if (!found) return null;
    const { element, point } = found;
    const near = this.#annotations.overlapping(element.dataset.text ?? "", point - 1, point + 1);
    return near.filter((row) => isDrawnAt(element, row, point, x, y));
  }

  #point() {
    const rows = (this.#at && this.rowsAt(this.#at.x, this.#at.y)) ?? [];
    const pointed = rows.map(({ text, handle }) => `${text}:${handle}`).join();
    if (pointed === this.#pointed) return;
    this.#pointed = pointed;
    emit(this.#root, "annotations:pointed", { rows });
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || event.defaultPrevented || target.closest(CONTROLS) || !getSelection()?.isCollapsed) return;
    const [x, y] = [event.clientX, event.clientY];
    const rows = this.rowsAt(x, y);
    if (rows) emit(this.#root, "annotations:chosen", { rows, x, y });
  }
}

/**
 * The text at a place in the window, and the code point boundary nearest to it.
 * @param {number} x
 * @param {number} y
 * @returns {{element: HTMLElement, point: number} | null}
 */
export function pointUnder(x, y) {
  const at = caretAt(x, y);
  const element = textAround(at?.node);
  return at && element ? { element, point: offsetsOf(element).pointOf(at.node, at.offset) } : null;
}

/** @param {number} x @param {number} y @returns {{node: Node, offset: number} | null} */
function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const position = document.caretPositionFromPoint(x, y);
    return position && { node: position.offsetNode, offset: position.offset };
  }
  const range = document.caretRangeFromPoint(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/** @param {HTMLElement} element @param {Row} row @param {number} point @param {number} x @param {number} y */
function isDrawnAt(element, row, point, x, y) {
  const words = offsetsOf(element).liveRange(Math.max(row.start, point - NEAR), Math.min(row.end, point + NEAR));
  return [...words.getClientRects()].some(
    ({ left, right, top, bottom }) => left <= x && x <= right && top - LEADING <= y && y <= bottom + LEADING,
  );
}
