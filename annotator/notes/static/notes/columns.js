/**
 * The annotations of one text as columns of numbers, sorted by start, end, handle; about 20 bytes for each annotation.
 * Knows how spans.json packs them. Does not know the page, nor the other texts.
 */

import { furthestEnds, overlaps } from "./intervals.js";

/** @typedef {{text: string, revision: string, starts: number[], lengths: number[], handles: string, kinds: number[], flags: number[], tints: number[], authors: number[]}} Packed */
/** @typedef {{start: number, end: number, handle: number, kind: number, flags: number, tint: number, author: number}} Cells */

/** The columns and what holds them. */
const COLUMNS = {
  starts: Uint32Array,
  ends: Uint32Array,
  handles: Uint32Array,
  kinds: Uint8Array,
  flags: Uint8Array,
  tints: Uint8Array,
  authors: Uint32Array,
};

export class Columns {
  /** @param {Packed} packed */
  constructor(packed) {
    this.starts = Uint32Array.from(packed.starts);
    for (let i = 1; i < this.starts.length; i++) this.starts[i] += this.starts[i - 1];
    this.ends = this.starts.map((start, i) => start + packed.lengths[i]);
    this.handles = handlesIn(packed.handles);
    this.kinds = Uint8Array.from(packed.kinds);
    this.flags = Uint8Array.from(packed.flags);
    this.tints = Uint8Array.from(packed.tints);
    this.authors = Uint32Array.from(packed.authors);
    this.furthest = furthestEnds(this.ends);
  }

  static empty() {
    return new Columns({ text: "", revision: "", starts: [], lengths: [], handles: "", kinds: [], flags: [], tints: [], authors: [] });
  }

  get count() {
    return this.starts.length;
  }

  /** @param {number} from @param {number} to @returns {number[]} places of the rows overlapping [from, to), in order */
  overlapping(from, to) {
    return overlaps(this, from, to);
  }

  /** @param {number} handle @returns {number} its place, or -1 */
  placeOf(handle) {
    return this.handles.indexOf(handle);
  }

  /** @param {number} point @returns {number} the place of the first row starting at this code point or later */
  from(point) {
    return this.#placeFor({ start: point, end: 0, handle: 0 });
  }

  /** @param {number} i @returns {Cells} */
  cells(i) {
    return {
      start: this.starts[i],
      end: this.ends[i],
      handle: this.handles[i],
      kind: this.kinds[i],
      flags: this.flags[i],
      tint: this.tints[i],
      author: this.authors[i],
    };
  }

  /** Put a row in its place. @param {Cells} row */
  insert(row) {
    const place = this.#placeFor(row);
    const cells = [row.start, row.end, row.handle, row.kind, row.flags, row.tint, row.author];
    this.#rebuild((old, made, column) => {
      made.set(old.subarray(0, place));
      made[place] = cells[column];
      made.set(old.subarray(place), place + 1);
    }, 1);
  }

  /** Take a row out. @param {number} place */
  remove(place) {
    this.#rebuild((old, made) => {
      made.set(old.subarray(0, place));
      made.set(old.subarray(place + 1), place);
    }, -1);
  }

  /**
   * @param {(old: any, made: any, column: number) => void} fill
   * @param {number} more
   */
  #rebuild(fill, more) {
    const count = this.count + more;
    Object.entries(COLUMNS).forEach(([name, Type], column) => {
      const made = new Type(count);
      fill(this[name], made, column);
      this[name] = made;
    });
    this.furthest = furthestEnds(this.ends);
  }

  /** @param {{start: number, end: number, handle: number}} row */
  #placeFor({ start, end, handle }) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const i = (low + high) >>> 1;
      const order = this.starts[i] - start || this.ends[i] - end || this.handles[i] - handle;
      if (order < 0) low = i + 1;
      else high = i;
    }
    return low;
  }
}

/** @param {string} packed base64 of little-endian 32-bit numbers @returns {Uint32Array} */
function handlesIn(packed) {
  const bytes = atob(packed);
  const handles = new Uint32Array(bytes.length / 4);
  for (let i = 0; i < bytes.length; i++) handles[i >>> 2] |= bytes.charCodeAt(i) << (8 * (i & 3));
  return handles;
}
