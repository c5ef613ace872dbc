/**
 * Flattens overlapping annotations into stretches that look the same. Pure: knows neither the DOM nor the store.
 *
 * However many annotations lie over each other, a stretch has at most one tint and one line, so that its words stay
 * legible. The names are those of `::highlight()` in highlights.css, and the classes of the `<mark>`s in wrapping.js.
 */

import { FLAG, KIND } from "./annotations.js";

/** @typedef {import("./annotations.js").Row} Row */
/** @typedef {{start: number, end: number, tint: string, line: string}} Stretch in code points; "" is no tint or no line */

/** One open highlight has its colour, one open annotation of another kind `tint-1`; two and more deepen; `tint-closed` if none is open. */
export const COLOURS = ["tint-yellow", "tint-green", "tint-blue", "tint-pink"];
export const TINTS = ["tint-closed", "tint-1", ...COLOURS, "tint-2", "tint-3"];

/** The line of each motivation, most pressing first: a place shows that of the most pressing open one. */
const LINE_OF_KIND = [
  [KIND.editing, "line-editing"],
  [KIND.assessing, "line-assessing"],
  [KIND.questioning, "line-questioning"],
  [KIND.commenting, "line-commenting"],
];
export const LINES = LINE_OF_KIND.flatMap(([, line]) => [`${line}-closed`, `${line}`]);

/**
 * The stretches of [from, to) with something on them, in order; neighbours that look the same are one.
 * @param {Row[]} rows sorted by start
 * @param {number} from
 * @param {number} to
 * @returns {Stretch[]}
 */
export function sweep(rows, from, to) {
  const leaving = [...rows].sort((a, b) => a.end - b.end);
  const here = new Here();
  /** @type {Stretch[]} */
  const found = [];
  let [i, j, at] = [0, 0, from];
  while (j < leaving.length && at < to) {
    const turn = Math.min(i < rows.length ? rows[i].start : Infinity, leaving[j].end, to);
    if (turn > at) append(found, { start: at, end: turn, tint: here.tint(), line: here.line() });
    at = Math.max(at, turn);
    while (i < rows.length && rows[i].start <= at) here.count(rows[i++], 1);
    while (j < leaving.length && leaving[j].end <= at) here.count(leaving[j++], -1);
  }
  return found;
}

/**
 * The stretches of one face only, neighbours joined: what one `::highlight()` covers.
 * @param {Stretch[]} stretches
 * @param {"tint" | "line"} face
 * @returns {Map<string, [number, number][]>}
 */
export function spansOf(stretches, face) {
  /** @type {Map<string, [number, number][]>} */
  const spans = new Map();
  for (const { [face]: name, start, end } of stretches) {
    if (!name) continue;
    const own = spans.get(name) ?? [];
    const last = own[own.length - 1];
    if (last?.[1] === start) last[1] = end;
    else own.push([start, end]);
    spans.set(name, own);
  }
  return spans;
}

/** @param {Stretch[]} stretches @param {Stretch} next */
function append(stretches, next) {
  if (!next.tint && !next.line) return;
  const last = stretches[stretches.length - 1];
  if (last?.end === next.start && last.tint === next.tint && last.line === next.line) last.end = next.end;
  else stretches.push(next);
}

/** What lies over the place that the sweep has come to. */
class Here {
  open = 0;
  closed = 0;
  colours = [0, 0, 0, 0];
  openKinds = [0, 0, 0, 0, 0];
  closedKinds = [0, 0, 0, 0, 0];

  /** @param {Row} row @param {1 | -1} by */
  count(row, by) {
    const closed = (row.flags & FLAG.closed) !== 0;
    if (closed) this.closed += by;
    else this.open += by;
    (closed ? this.closedKinds : this.openKinds)[row.kind] += by;
    if (row.kind === KIND.highlighting && !closed) this.colours[row.tint] += by;
  }

  tint() {
    if (this.open >= 2) return this.open === 2 ? "tint-2" : "tint-3";
    if (this.open === 1) return COLOURS[this.colours.indexOf(1)] ?? "tint-1";
    return this.closed ? "tint-closed" : "";
  }

  line() {
    for (const [kind, line] of LINE_OF_KIND) if (this.openKinds[kind]) return `${line}`;
    for (const [kind, line] of LINE_OF_KIND) if (this.closedKinds[kind]) return `${line}-closed`;
    return "";
  }
}
