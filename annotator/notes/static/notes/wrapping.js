/**
 * A brush for browsers without the CSS Custom Highlight API: wraps the words in `<mark class="tint-1 line-commenting">`.
 *
 * Has the face of HighlightBrush. The text content never changes, TextOffsets reads the nodes anew by itself, and a
 * selection keeps its words. Taking the marks out leaves the elements as they were.
 */

import { EMPHASES } from "./highlights.js";
import { offsetsOf } from "./offsets.js";
import { textAround } from "./texts.js";

/** @typedef {import("./highlights.js").Piece} Piece */
/** @typedef {import("./highlights.js").Place} Place */

/** Where an element around white space would break the layout. */
const ONLY_BLOCKS = new Set(["TABLE", "THEAD", "TBODY", "TFOOT", "TR", "UL", "OL", "DL"]);

export class WrappingBrush {
  /** @type {HTMLElement[]} */ #marks = [];
  /** @type {Map<string, {places: Place[], marks: HTMLElement[]}>} */ #emphases = new Map();

  /** Paint these stretches, and no others. @param {Piece[]} pieces */
  paint(pieces) {
    keepingSelection(() => {
      for (const { marks } of this.#emphases.values()) unwrap(marks.splice(0));
      unwrap(this.#marks);
      this.#marks = pieces.flatMap(({ offsets, stretches }) =>
        wrapAll(stretches.map(({ start, end, tint, line }) => ({ offsets, start, end, name: `${tint} ${line}`.trim() }))),
      );
      for (const name of EMPHASES) this.#wrapEmphasis(name);
    });
  }

  /** @param {string} name "pointed" or "chosen" @param {Place[]} places */
  emphasise(name, places) {
    keepingSelection(() => {
      unwrap(this.#emphases.get(name)?.marks ?? []);
      this.#emphases.set(name, { places, marks: [] });
      this.#wrapEmphasis(name);
    });
  }

  /** @param {string} name */
  #wrapEmphasis(name) {
    const emphasis = this.#emphases.get(name);
    if (emphasis) emphasis.marks = wrapAll(emphasis.places.map((place) => ({ ...place, name })));
  }
}

/**
 * Wrap each span, the last first: so the nodes of the earlier ones are not yet touched when they are looked up.
 * @param {(Place & {name: string})[]} spans
 * @returns {HTMLElement[]}
 */
function wrapAll(spans) {
  const pieces = spans.flatMap(({ offsets, start, end, name }) =>
    offsets.pieces(start, end).map((piece) => ({ ...piece, name })),
  );
  return disjoint(pieces).filter(isWords).reverse().map(wrap);
}

/**
 * Emphasised spans may overlap; each unit is to be wrapped once.
 * @param {{node: Text, from: number, to: number, name: string}[]} pieces sorted by start within each node
 */
function disjoint(pieces) {
  const reached = new Map();
  return pieces
    .map((piece) => {
      const from = Math.max(piece.from, reached.get(piece.node) ?? 0);
      reached.set(piece.node, Math.max(piece.to, from));
      return { ...piece, from };
    })
    .filter(({ from, to }) => to > from);
}

/** @param {{node: Text, from: number, to: number}} piece */
function isWords({ node, from, to }) {
  return !ONLY_BLOCKS.has(node.parentElement?.tagName ?? "") || node.data.slice(from, to).trim() !== "";
}

/** @param {{node: Text, from: number, to: number, name: string}} piece @returns {HTMLElement} */
function wrap({ node, from, to, name }) {
  if (to < node.length) node.splitText(to);
  const words = from > 0 ? node.splitText(from) : node;
  const mark = document.createElement("mark");
  mark.className = name;
  words.replaceWith(mark);
  mark.append(words);
  return mark;
}

/** @param {HTMLElement[]} marks */
function unwrap(marks) {
  const parents = new Set(marks.map((mark) => mark.parentNode));
  for (const mark of marks) mark.replaceWith(...mark.childNodes);
  for (const parent of parents) parent?.normalize();
}

/** Moving a text node makes a selection lose it: put it back on the same code points. @param {() => void} act */
function keepingSelection(act) {
  const selection = getSelection();
  const ends = selection?.rangeCount
    ? [placeOf(selection.anchorNode, selection.anchorOffset), placeOf(selection.focusNode, selection.focusOffset)]
    : [];
  act();
  const [anchor, focus] = ends.map((end) => end && nodeAt(end));
  if (anchor && focus) selection?.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
}

/** @param {Node | null} node @param {number} offset */
function placeOf(node, offset) {
  const text = textAround(node);
  return node && (text ? { text, point: offsetsOf(text).pointOf(node, offset) } : { node, offset });
}

/** @param {any} place */
function nodeAt({ text, point, node, offset }) {
  if (!text) return { node, offset };
  const at = offsetsOf(text).range(point, point);
  return { node: at.startContainer, offset: at.startOffset };
}
