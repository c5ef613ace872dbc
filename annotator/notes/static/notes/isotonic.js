/**
 * Where cards stand in a margin: as near as can be to their words, in order, without overlap. Pure arithmetic on px.
 *
 * With the heights taken out, "in order without overlap" is "not decreasing", and the nearest not decreasing sequence (least
 * sum of squared movements) is found by pooling adjacent violators, in linear time.
 */

/**
 * The top of each card.
 * @param {Float64Array} wanted where each card would like its top, in reading order
 * @param {Float64Array | number[]} heights
 * @param {number} gap between two cards
 * @param {number} [pinned] the card that gets exactly its place, while the others give way; -1 for none
 * @param {number} [least] no top is above this, unless a pinned card pushes others there
 * @returns {Float64Array}
 */
export function place(wanted, heights, gap, pinned = -1, least = -Infinity) {
  const count = wanted.length;
  const stacked = new Float64Array(count);
  for (let i = 1; i < count; i++) stacked[i] = stacked[i - 1] + heights[i - 1] + gap;
  const free = wanted.map((top, i) => top - stacked[i]);
  const tops = pinned < 0 ? notDecreasing(free) : around(free, pinned);
  const floor = pinned < 0 ? least : Math.min(least, free[pinned]);
  return tops.map((top, i) => Math.max(top, floor) + stacked[i]);
}

/**
 * Both sides of the pinned value on their own, then cut off at it: the nearest sequence within bounds is the nearest
 * without bounds, cut off.
 * @param {Float64Array} values
 * @param {number} pinned
 */
function around(values, pinned) {
  const fixed = values[pinned];
  const before = notDecreasing(values.subarray(0, pinned)).map((value) => Math.min(value, fixed));
  const after = notDecreasing(values.subarray(pinned + 1)).map((value) => Math.max(value, fixed));
  const tops = new Float64Array(values.length);
  tops.set(before);
  tops[pinned] = fixed;
  tops.set(after, pinned + 1);
  return tops;
}

/**
 * The nearest not decreasing sequence.
 * @param {Float64Array} values
 * @returns {Float64Array}
 */
function notDecreasing(values) {
  const means = new Float64Array(values.length);
  const sizes = new Uint32Array(values.length);
  let pools = 0;
  for (const value of values) {
    means[pools] = value;
    sizes[pools] = 1;
    for (pools++; pools > 1 && means[pools - 2] >= means[pools - 1]; pools--) merge(means, sizes, pools - 2);
  }
  const nearest = new Float64Array(values.length);
  for (let i = 0, at = 0; i < pools; at += sizes[i++]) nearest.fill(means[i], at, at + sizes[i]);
  return nearest;
}

/** @param {Float64Array} means @param {Uint32Array} sizes @param {number} i pool i takes in the one after it */
function merge(means, sizes, i) {
  const size = sizes[i] + sizes[i + 1];
  means[i] = (means[i] * sizes[i] + means[i + 1] * sizes[i + 1]) / size;
  sizes[i] = size;
}
