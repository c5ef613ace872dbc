/**
 * A brush that paints with the CSS Custom Highlight API: the DOM stays as it is.
 *
 * Registers one Highlight under each name of `TINTS` and `LINES`, and `pointed` and `chosen` above them; highlights.css
 * gives them their looks by `::highlight(name)`. Does not know annotations, nor which part of a text is in view.
 */

import { LINES, spansOf, TINTS } from "./sweep.js";

/** @typedef {import("./offsets.js").TextOffsets} TextOffsets */
/** @typedef {{offsets: TextOffsets, stretches: import("./sweep.js").Stretch[]}} Piece the painted part of one text */
/** @typedef {{offsets: TextOffsets, start: number, end: number}} Place */

/** Names for what is under the pointer and what has been chosen; the later lies above. */
export const EMPHASES = ["pointed", "chosen"];

export class HighlightBrush {
  static get works() {
    return typeof CSS !== "undefined" && "highlights" in CSS && typeof StaticRange === "function";
  }

  constructor() {
    [TINTS, LINES, ["pointed"], ["chosen"]].forEach((names, priority) => {
      for (const name of names) {
        const highlight = new Highlight();
        highlight.priority = priority;
        CSS.highlights.set(name, highlight);
      }
    });
  }

  /** Paint these stretches, and no others. @param {Piece[]} pieces */
  paint(pieces) {
    for (const name of [...TINTS, ...LINES]) CSS.highlights.get(name)?.clear();
    for (const { offsets, stretches } of pieces) {
      for (const face of /** @type {const} */ (["tint", "line"])) {
        for (const [name, spans] of spansOf(stretches, face)) {
          const highlight = CSS.highlights.get(name);
          for (const [start, end] of spans) highlight?.add(new StaticRange(offsets.range(start, end)));
        }
      }
    }
  }

  /** @param {string} name "pointed" or "chosen" @param {Place[]} places */
  emphasise(name, places) {
    const highlight = CSS.highlights.get(name);
    highlight?.clear();
    for (const { offsets, start, end } of places) highlight?.add(new StaticRange(offsets.range(start, end)));
  }
}
