/**
 * An interval tree without nodes: spans sorted by start are a balanced tree by halving, and each middle knows the
 * furthest end below it. Finding k overlaps among n spans takes O(k log n), however long some of them are.
 */

/**
 * The furthest end in the half that each span is the middle of.
 * @param {Uint32Array} ends
 * @returns {Uint32Array}
 */
export function furthestEnds(ends) {
  const furthest = new Uint32Array(ends.length);
  /** @type {(low: number, high: number) => number} */
  const measure = (low, high) => {
    if (low >= high) return 0;
    const middle = (low + high) >>> 1;
    return (furthest[middle] = Math.max(ends[middle], measure(low, middle), measure(middle + 1, high)));
  };
  measure(0, ends.length);
  return furthest;
}

/**
 * The indices of all spans with at least one code point in [from, to), in order.
 * @param {{starts: Uint32Array, ends: Uint32Array, furthest: Uint32Array}} spans
 * @param {number} from
 * @param {number} to
 * @returns {number[]}
 */
export function overlaps({ starts, ends, furthest }, from, to) {
  /** @type {number[]} */
  const found = [];
  /** @type {(low: number, high: number) => void} */
  const look = (low, high) => {
    if (low >= high) return;
    const middle = (low + high) >>> 1;
    if (furthest[middle] <= from) return;
    look(low, middle);
    if (starts[middle] >= to) return;
    if (ends[middle] > from) found.push(middle);
    look(middle + 1, high);
  };
  look(0, starts.length);
  return found;
}
