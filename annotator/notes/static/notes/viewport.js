/**
 * Which code points of which texts stand between two heights of the window.
 * Knows layout (blocks below each other); not annotations. Reads rectangles of a few blocks only, found by halving, so
 * that blocks skipped by `content-visibility` stay skipped.
 */

import { first, offsetsOf } from "./offsets.js";

/** @typedef {{element: HTMLElement, from: number, to: number}} Stay the code points [from, to) of one text */

/** Code points measured at once inside a block too tall to be taken whole. */
const STRIDE = 64;

/**
 * @param {HTMLElement[]} texts in page order
 * @param {number} top px below the upper edge of the window; may be negative
 * @param {number} bottom
 * @returns {Stay[]} one for each text with something there; blocks of less than half a window are taken whole
 */
export function spansBetween(texts, top, bottom) {
  const begin = first(texts.length, (i) => texts[i].getBoundingClientRect().bottom > top);
  const end = first(texts.length, (i) => texts[i].getBoundingClientRect().top >= bottom);
  return texts.slice(begin, Math.max(begin, end)).map((element) => ({
    element,
    from: pointAt(element, top, false),
    to: pointAt(element, bottom, true),
  }));
}

/**
 * The code point at a height: of the start of what stands there, or of its end.
 * @param {HTMLElement} text
 * @param {number} height
 * @param {boolean} wantsEnd
 */
function pointAt(text, height, wantsEnd) {
  const offsets = offsetsOf(text);
  const block = blockAt(text, height);
  if (!block) return offsets.length;
  const [from, to] = [offsets.pointOf(block, 0), offsets.pointOf(block, block.childNodes.length)];
  const { top, bottom } = block.getBoundingClientRect();
  if (top >= height) return from;
  if (bottom - top < window.innerHeight / 2) return wantsEnd ? to : from;
  const line = lineAt(offsets, from, to, height);
  return wantsEnd ? Math.min(line + STRIDE, to) : line;
}

/**
 * The innermost tall block that reaches below a height, or the first small one.
 * @param {Element} block
 * @param {number} height
 * @returns {Element | null} null if all of it stands above
 */
function blockAt(block, height) {
  const { children } = block;
  if (!isTall(block) || !hasBlocks(block)) return block.getBoundingClientRect().bottom > height ? block : null;
  const inner = children[first(children.length, (i) => children[i].getBoundingClientRect().bottom > height)];
  return inner ? blockAt(inner, height) : null;
}

/** @param {Element} block */
function isTall(block) {
  return block.getBoundingClientRect().height >= window.innerHeight / 2;
}

/** @param {Element} block */
function hasBlocks(block) {
  const inner = block.firstElementChild;
  return inner !== null && !/^(inline|contents|none|ruby)/.test(getComputedStyle(inner).display);
}

/**
 * The start of the first stride of [from, to) that reaches below a height.
 * @param {import("./offsets.js").TextOffsets} offsets
 * @param {number} from
 * @param {number} to
 * @param {number} height
 */
function lineAt(offsets, from, to, height) {
  const strides = Math.ceil((to - from) / STRIDE);
  const below = (i) => {
    const start = from + i * STRIDE;
    return offsets.liveRange(start, Math.min(start + STRIDE, to)).getBoundingClientRect().bottom > height;
  };
  return Math.min(from + first(strides, below) * STRIDE, to);
}
