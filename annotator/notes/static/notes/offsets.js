/**
 * Where a code point of one text stands in the DOM, and which code point a DOM position is.
 *
 * Knows the text nodes of one [data-text] element, and is the only module that knows that the DOM counts UTF-16 units.
 * Does not know annotations. Elements marked `data-mark` (spoken marks for screen readers) are not part of the text.
 */

/** @typedef {{startContainer: Node, startOffset: number, endContainer: Node, endOffset: number}} DOMSpan */
/** @typedef {{nodes: Text[], starts: Uint32Array, astral: Map<number, number[]>}} Table */

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

/** @type {WeakMap<HTMLElement, TextOffsets>} */
const known = new WeakMap();

/**
 * The offsets of a [data-text] element, made once.
 * @param {HTMLElement} element
 */
export function offsetsOf(element) {
  let offsets = known.get(element);
  if (!offsets) known.set(element, (offsets = new TextOffsets(element)));
  return offsets;
}

export class TextOffsets {
  /** @type {HTMLElement} */ #element;
  /** @type {Table | null} */ #table = null;
  /** @type {MutationObserver} */ #watch;

  /** @param {HTMLElement} element nothing is read before the first question, nor again until its nodes change */
  constructor(element) {
    this.#element = element;
    this.#watch = new MutationObserver(() => (this.#table = null));
    this.#watch.observe(element, { childList: true, characterData: true, subtree: true });
  }

  get element() {
    return this.#element;
  }

  /** Code points in the text. */
  get length() {
    const { nodes, starts } = this.#now();
    return starts[nodes.length];
  }

  /**
   * The code point at a DOM position; positions before the text give 0, after it its length, inside a mark the next words.
   * @param {Node} node
   * @param {number} offset UTF-16 units in a text node, children in an element
   * @returns {number}
   */
  pointOf(node, offset) {
    const table = this.#now();
    const { nodes, starts } = table;
    const child = node.nodeType === Node.ELEMENT_NODE ? node.childNodes[offset] : node;
    if (!child) return starts[first(nodes.length, (i) => comesAfterAllOf(nodes[i], node))];
    const i = first(nodes.length, (k) => !comesBefore(nodes[k], child));
    return nodes[i] === node ? starts[i] + pointsBefore(table, i, offset) : starts[i];
  }

  /**
   * The DOM positions of a span, as wanted by StaticRange; a span reaching over the text is cut to it.
   * @param {number} start
   * @param {number} end
   * @returns {DOMSpan}
   */
  range(start, end) {
    const table = this.#now();
    const { nodes, starts } = table;
    if (!nodes.length) return nowhere(this.#element);
    const [from, to] = [clamp(start, starts[nodes.length]), clamp(end, starts[nodes.length])];
    const i = Math.min(first(nodes.length, (k) => starts[k + 1] > from), nodes.length - 1);
    const j = to > from ? first(nodes.length, (k) => starts[k + 1] >= to) : i;
    return {
      startContainer: nodes[i],
      startOffset: unitsBefore(table, i, from - starts[i]),
      endContainer: nodes[j],
      endOffset: unitsBefore(table, j, to - starts[j]),
    };
  }

  /**
   * A live Range over a span, for measuring.
   * @param {number} start
   * @param {number} end
   */
  liveRange(start, end) {
    const at = this.range(start, end);
    const range = document.createRange();
    range.setStart(at.startContainer, at.startOffset);
    range.setEnd(at.endContainer, at.endOffset);
    return range;
  }

  /**
   * The text nodes a span touches, with the UTF-16 units of each.
   * @param {number} start
   * @param {number} end
   * @returns {{node: Text, from: number, to: number}[]}
   */
  pieces(start, end) {
    const table = this.#now();
    const { nodes, starts } = table;
    const found = [];
    for (let i = first(nodes.length, (k) => starts[k + 1] > start); i < nodes.length && starts[i] < end; i++) {
      const from = unitsBefore(table, i, Math.max(start - starts[i], 0));
      const to = unitsBefore(table, i, Math.min(end, starts[i + 1]) - starts[i]);
      if (to > from) found.push({ node: nodes[i], from, to });
    }
    return found;
  }

  /**
   * The words of a span.
   * @param {number} start
   * @param {number} end
   */
  slice(start, end) {
    return this.pieces(start, end)
      .map(({ node, from, to }) => node.data.slice(from, to))
      .join("");
  }

  /** @returns {Table} */
  #now() {
    if (this.#watch.takeRecords().length) this.#table = null;
    return (this.#table ??= read(this.#element));
  }
}

/**
 * One pass over the text nodes. `starts` has one entry more than `nodes`: the length of the text.
 * @param {HTMLElement} element
 * @returns {Table}
 */
function read(element) {
  const marked = element.querySelector("[data-mark]") !== null;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, marked ? outsideMarks : null);
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  const starts = new Uint32Array(nodes.length + 1);
  const astral = new Map();
  nodes.forEach(({ data }, i) => {
    const pairs = surrogatePairs(data);
    if (pairs.length) astral.set(i, pairs);
    starts[i + 1] = starts[i] + data.length - pairs.length;
  });
  return { nodes, starts, astral };
}

/** @param {Node} node */
function outsideMarks(node) {
  return node.parentElement?.closest("[data-mark]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
}

/** @param {string} words @returns {number[]} the units at which a pair of surrogates, one code point, begins */
function surrogatePairs(words) {
  return /[\ud800-\udbff]/.test(words) ? Array.from(words.matchAll(PAIRS), (match) => match.index) : [];
}

/** @param {Table} table @param {number} i @param {number} units */
function pointsBefore({ astral }, i, units) {
  const pairs = astral.get(i);
  return pairs ? units - first(pairs.length, (k) => pairs[k] >= units) : units;
}

/** @param {Table} table @param {number} i @param {number} points */
function unitsBefore({ astral }, i, points) {
  const pairs = astral.get(i);
  return pairs ? points + first(pairs.length, (k) => pairs[k] - k >= points) : points;
}

/**
 * The first of 0…count for which something holds that, once true, stays true; count if for none.
 * @param {number} count
 * @param {(i: number) => boolean} holds
 */
export function first(count, holds) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param {Node} a @param {Node} b */
function comesBefore(a, b) {
  return (b.compareDocumentPosition(a) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
}

/** @param {Node} a @param {Node} b whether a comes after b and everything in it */
function comesAfterAllOf(a, b) {
  const where = b.compareDocumentPosition(a);
  return (where & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && (where & Node.DOCUMENT_POSITION_CONTAINED_BY) === 0;
}

/** @param {number} point @param {number} length */
function clamp(point, length) {
  return Math.min(Math.max(point, 0), length);
}

/** @param {Node} node @returns {DOMSpan} */
function nowhere(node) {
  return { startContainer: node, startOffset: 0, endContainer: node, endOffset: 0 };
}
