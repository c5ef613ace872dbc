/**
 * The store: every annotation of the page's texts that the reader may see under the present filter.
 *
 * Knows spans, kinds, states and the reading order; not the DOM, not the words and not the bodies (those are in the cards).
 * Says `annotations:changed` whenever its content is another.
 */

import { Columns } from "./columns.js";
import { emit } from "./events.js";

/** The numbers by which spans.json calls the motivations, and the bits of its flags. */
export const KIND = { highlighting: 0, commenting: 1, questioning: 2, editing: 3, assessing: 4 };
export const FLAG = { mine: 1, closed: 2, changed: 4, private: 8, moved: 16 };

/** @typedef {{id: string, name: string}} Author */
/**
 * One annotation: `start` and `end` in code points, half-open.
 * @typedef {{text: string, handle: number, start: number, end: number, kind: number, flags: number, tint: number, author: Author | null, badge: string}} Row
 */
/** @typedef {{text: string, handle: number}} Name which annotation: handles are unique in their text only */

export class Annotations {
  /** @type {HTMLElement} */ #root;
  /** @type {Map<string, Columns>} by text, in page order */ #texts = new Map();
  /** @type {Author[]} */ #authors = [];
  /** @type {Map<string, string>} */ #badges = new Map();
  /** @type {AbortController | null} */ #loading = null;
  /** @type {Name[]} lost their words; listed, not painted */ orphans = [];
  /** @type {Name[]} about a whole text */ whole = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** How many annotations there are: with words, orphans, and on whole texts. */
  get total() {
    let total = this.orphans.length + this.whole.length;
    for (const columns of this.#texts.values()) total += columns.count;
    return total;
  }

  /**
   * Fetch spans and show them instead of the present ones. A later call overtakes an earlier one.
   * @param {string} address
   * @returns {Promise<boolean>} false if overtaken; rejects if the server does not answer or answers with an error
   */
  async load(address) {
    this.#loading?.abort();
    const turn = (this.#loading = new AbortController());
    try {
      const answer = await fetch(address, { signal: turn.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`The annotations could not be loaded (${answer.status}).`);
      this.replace(await answer.json());
      return true;
    } catch (error) {
      if (turn.signal.aborted) return false;
      throw error;
    }
  }

  /** Show these annotations and no others. @param {any} data what spans.json holds */
  replace(data) {
    const names = data.texts.map((packed) => packed.text);
    const named = ([place, handle]) => ({ text: names[place], handle });
    this.#texts = new Map(data.texts.map((packed) => [packed.text, new Columns(packed)]));
    this.#authors = data.authors;
    this.orphans = data.orphans.map(named);
    this.whole = data.whole.map(named);
    this.#badges = new Map(
      data.badges.map(([place, i, badge]) => [`${names[place]}:${this.#texts.get(names[place])?.handles[i]}`, badge]),
    );
    emit(this.#root, "annotations:changed");
  }

  /** Show one more, or one that is now otherwise. @param {Row} row */
  add(row) {
    if (!this.#texts.has(row.text)) this.#texts.set(row.text, Columns.empty());
    this.#drop(row);
    this.#texts.get(row.text)?.insert({ ...row, author: this.#authorPlace(row.author) });
    if (row.badge) this.#badges.set(`${row.text}:${row.handle}`, row.badge);
    emit(this.#root, "annotations:changed");
  }

  /** Show one less. @param {string} text @param {number} handle @returns {boolean} whether it was there */
  remove(text, handle) {
    const gone = this.#drop({ text, handle });
    if (gone) emit(this.#root, "annotations:changed");
    return gone;
  }

  /**
   * All with at least one code point in [from, to), in reading order.
   * @param {string} text
   * @param {number} from
   * @param {number} to
   * @returns {Row[]}
   */
  overlapping(text, from, to) {
    const columns = this.#texts.get(text);
    return columns ? columns.overlapping(from, to).map((i) => this.#row(text, columns, i)) : [];
  }

  /** All on one code point. @param {string} text @param {number} point @returns {Row[]} */
  at(text, point) {
    return this.overlapping(text, point, point + 1);
  }

  /** @param {string} text @param {number} handle @returns {Row | null} */
  find(text, handle) {
    const columns = this.#texts.get(text);
    const i = columns ? columns.placeOf(handle) : -1;
    return columns && i >= 0 ? this.#row(text, columns, i) : null;
  }

  /** The next in reading order, over all texts; the first of the page after null. @param {Name | null} row @returns {Row | null} */
  next(row) {
    return this.#step(row, 1);
  }

  /** The one before in reading order; the last of the page before null. @param {Name | null} row @returns {Row | null} */
  previous(row) {
    return this.#step(row, -1);
  }

  /** The first that starts at a code point or later, in this text or a later one. @param {string} text @param {number} point @returns {Row | null} */
  from(text, point) {
    const columns = this.#texts.get(text);
    return columns ? this.#rowOrBeyond(text, columns.from(point), 1) : null;
  }

  /** @param {Name | null} row @param {1 | -1} way */
  #step(row, way) {
    const names = [...this.#texts.keys()];
    const text = row?.text ?? (way > 0 ? names[0] : names[names.length - 1]);
    const columns = this.#texts.get(text);
    if (!columns) return null;
    if (!row) return this.#rowOrBeyond(text, way > 0 ? 0 : columns.count - 1, way);
    const place = columns.placeOf(row.handle);
    return place < 0 ? null : this.#rowOrBeyond(text, place + way, way);
  }

  /** @param {string} text @param {number} place @param {1 | -1} way */
  #rowOrBeyond(text, place, way) {
    const names = [...this.#texts.keys()];
    for (let n = names.indexOf(text); n >= 0 && n < names.length; n += way) {
      const columns = /** @type {Columns} */ (this.#texts.get(names[n]));
      const i = names[n] === text ? place : way > 0 ? 0 : columns.count - 1;
      if (i >= 0 && i < columns.count) return this.#row(names[n], columns, i);
    }
    return null;
  }

  /** @param {Name} name @returns {boolean} whether it was there */
  #drop({ text, handle }) {
    const columns = this.#texts.get(text);
    const place = columns ? columns.placeOf(handle) : -1;
    const other = (name) => name.text !== text || name.handle !== handle;
    const before = this.total;
    if (place >= 0) columns?.remove(place);
    this.orphans = this.orphans.filter(other);
    this.whole = this.whole.filter(other);
    this.#badges.delete(`${text}:${handle}`);
    return this.total < before;
  }

  /** @param {Author | null} author */
  #authorPlace(author) {
    const place = this.#authors.findIndex(({ id }) => id === author?.id);
    return place >= 0 || !author ? place : this.#authors.push(author) - 1;
  }

  /** @param {string} text @param {Columns} columns @param {number} i @returns {Row} */
  #row(text, columns, i) {
    const { start, end, handle, kind, flags, tint, author } = columns.cells(i);
    const badge = this.#badges.size ? (this.#badges.get(`${text}:${handle}`) ?? "") : "";
    return { text, handle, start, end, kind, flags, tint, author: this.#authors[author] ?? null, badge };
  }
}
