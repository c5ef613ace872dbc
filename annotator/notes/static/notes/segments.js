/**
 * Where words, sentences, characters and paragraphs begin and end near a place in a text, in code points.
 * Knows `Intl.Segmenter` and blocks; not the selection.
 */

/** @typedef {"character" | "word" | "sentence" | "paragraph"} Unit */
/** @typedef {import("./offsets.js").TextOffsets} TextOffsets */
/** @typedef {{starts: number[], ends: number[]}} Stops */

const GRANULARITY = { character: "grapheme", word: "word", sentence: "sentence" };
/** Code points looked at on each side; a longer sentence is gone through in several steps. */
const REACH = 3000;

/**
 * The next beginning or end of a unit, going on into the next blocks; the end of the text if there is none.
 * @param {TextOffsets} offsets
 * @param {number} point
 * @param {Unit} unit
 * @param {1 | -1} way
 * @param {"starts" | "ends"} side
 * @returns {number}
 */
export function nextStop(offsets, point, unit, way, side) {
  let from = point;
  while (from >= 0 && from <= offsets.length) {
    const block = blockAround(offsets, from, unit === "paragraph" ? Infinity : REACH);
    const stops = stopsIn(offsets, block, unit)[side];
    const stop = way > 0 ? stops.find((at) => at > point) : stops.findLast((at) => at < point);
    if (stop !== undefined) return stop;
    from = way > 0 ? wordsFrom(offsets, Math.max(block.to, from + 1)) : wordsBefore(offsets, Math.min(block.from, from - 1));
  }
  return way > 0 ? offsets.length : 0;
}

/** The first place at or after a code point with something other than white space; beyond the text if none. @param {TextOffsets} offsets @param {number} point */
export function wordsFrom(offsets, point) {
  for (let at = point; at < offsets.length; at += REACH) {
    const blank = offsets.slice(at, at + REACH).search(/\S/);
    if (blank >= 0) return at + blank;
  }
  return offsets.length + 1;
}

/** @param {TextOffsets} offsets @param {number} point @returns {number} the last such place before it, or -1 */
function wordsBefore(offsets, point) {
  for (let at = point; at > 0; at -= REACH) {
    const words = offsets.slice(Math.max(at - REACH, 0), at);
    const kept = words.trimEnd();
    if (kept) return at - (words.length - kept.length) - 1;
  }
  return -1;
}

/**
 * The block a code point stands in, cut to a reach on both sides.
 * @param {TextOffsets} offsets
 * @param {number} point
 * @param {number} reach
 */
function blockAround(offsets, point, reach) {
  let block = offsets.range(point, point + 1).startContainer;
  while (block !== offsets.element && (block.nodeType === Node.TEXT_NODE || isInline(block))) {
    block = /** @type {Node} */ (block.parentNode);
  }
  const [from, to] = [offsets.pointOf(block, 0), offsets.pointOf(block, block.childNodes.length)];
  return { from: Math.max(from, point - reach), to: Math.min(to, point + reach) };
}

/** @param {Node} node */
function isInline(node) {
  return /^(inline|contents|ruby)/.test(getComputedStyle(/** @type {Element} */ (node)).display);
}

/**
 * @param {TextOffsets} offsets
 * @param {{from: number, to: number}} block
 * @param {Unit} unit
 * @returns {Stops}
 */
function stopsIn(offsets, { from, to }, unit) {
  const words = offsets.slice(from, to);
  if (unit === "paragraph") return blank(words) ? { starts: [], ends: [] } : { starts: [from], ends: [to - trailing(words)] };
  /** @type {Stops} */
  const stops = { starts: [], ends: [] };
  let at = from;
  for (const part of segmenter(offsets.element, unit).segment(words.replaceAll("\n", " "))) {
    const length = Array.from(part.segment).length;
    if (unit === "word" ? part.isWordLike : unit === "character" || !blank(part.segment)) {
      stops.starts.push(at);
      stops.ends.push(at + length - (unit === "character" ? 0 : trailing(part.segment)));
    }
    at += length;
  }
  return stops;
}

/** @param {string} words */
function blank(words) {
  return words.trim() === "";
}

/** White space at the end, in code points: no white space is longer than a unit. @param {string} words */
function trailing(words) {
  return words.length - words.trimEnd().length;
}

/** @param {HTMLElement} element @param {"character" | "word" | "sentence"} unit */
function segmenter(element, unit) {
  const language = element.closest("[lang]")?.getAttribute("lang") || undefined;
  const granularity = /** @type {any} */ (GRANULARITY[unit]);
  try {
    return new Intl.Segmenter(language, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity });
  }
}
