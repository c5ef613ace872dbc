/**
 * Small badges at the end of the words of quote checks and decided typo queries.
 *
 * They stand in a layer above the text, so no words move and the text content stays as it is; screen readers get the same
 * from the cards. All places are measured, then all are written. Redrawn when the painter has painted, or the layout changes.
 */

import { oncePerFrame } from "./events.js";
import { offsetsOf } from "./offsets.js";
import { layerIn, moveTo } from "./overlay.js";
import { textNamed } from "./texts.js";

/** What each badge shows; its class is `badge--<name>`. */
export const GLYPHS = {
  unchecked: "?",
  checking: "…",
  sound: "✓",
  altered: "≠",
  "not-found": "∅",
  doubtful: "!",
  changed: "Δ",
  accepted: "✓",
  stet: "stet",
  duplicate: "2×",
};

/** @typedef {{badge: string, x: number, y: number, rtl: boolean}} Place */

export class Badges {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLElement} */ #layer;
  /** @type {{text: string, from: number, to: number}[]} */ #window = [];
  #annotations;

  /**
   * @param {HTMLElement} root
   * @param {import("./annotations.js").Annotations} annotations
   */
  constructor(root, annotations) {
    this.#root = root;
    this.#annotations = annotations;
    this.#layer = layerIn(root, "badges");
    const again = oncePerFrame(() => this.#draw());
    root.addEventListener("window:painted", (event) => {
      this.#window = /** @type {CustomEvent} */ (event).detail.texts;
      again();
    });
    new ResizeObserver(again).observe(root);
  }

  #draw() {
    const corner = this.#layer.getBoundingClientRect();
    const places = this.#window.flatMap((part) => this.#placesIn(part));
    while (this.#layer.childElementCount > places.length) this.#layer.lastElementChild?.remove();
    while (this.#layer.childElementCount < places.length) this.#layer.append(document.createElement("span"));
    places.forEach(({ badge, x, y, rtl }, i) => {
      const element = /** @type {HTMLElement} */ (this.#layer.children[i]);
      element.className = `badge badge--${badge}${rtl ? " badge--rtl" : ""}`;
      element.textContent = GLYPHS[badge] ?? "";
      moveTo(element, corner, x, y);
    });
  }

  /**
   * One place for each end of words: the last annotation in reading order speaks for all with the same badge there.
   * @param {{text: string, from: number, to: number}} part
   * @returns {Place[]}
   */
  #placesIn({ text, from, to }) {
    const element = textNamed(this.#root, text);
    if (!element) return [];
    /** @type {Map<number, Set<string>>} */
    const ends = new Map();
    for (const { end, badge } of this.#annotations.overlapping(text, from, to)) {
      if (badge && end <= to) ends.set(end, (ends.get(end) ?? new Set()).add(badge));
    }
    return [...ends].flatMap(([end, badges]) => placesAt(element, end, [...badges]));
  }
}

/** Room for one badge beside another, in px. */
const WIDTH = 15;

/** @param {HTMLElement} text @param {number} end @param {string[]} badges @returns {Place[]} */
function placesAt(text, end, badges) {
  const words = offsetsOf(text).liveRange(end - 1, end);
  const rect = [...words.getClientRects()].at(-1);
  if (!rect) return [];
  const rtl = getComputedStyle(words.startContainer.parentElement ?? text).direction === "rtl";
  const [x, way] = rtl ? [rect.left, -1] : [rect.right, 1];
  return badges.map((badge, i) => ({ badge, x: x + way * i * WIDTH, y: rect.top, rtl }));
}
