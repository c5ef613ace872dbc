/**
 * For those who listen to the page: hidden words before and after every noted passage, "note starts", "note ends". They
 * carry `data-mark`, so that they belong to no text; only near the window, as the painter paints.
 */

import { offsetsOf } from "./offsets.js";
import { textNamed, textsIn } from "./texts.js";

const KINDS = ["highlight", "note", "question", "typo query", "quote check"];

export class Marks {
  /** @type {HTMLElement} */ #root;
  #annotations;
  #shown = "";

  /**
   * @param {HTMLElement} root
   * @param {import("./annotations.js").Annotations} annotations
   */
  constructor(root, annotations) {
    this.#root = root;
    this.#annotations = annotations;
    root.addEventListener("window:painted", (event) => this.#insert(/** @type {CustomEvent} */ (event).detail.texts));
  }

  /** @param {{text: string, from: number, to: number}[]} parts */
  #insert(parts) {
    const places = parts.flatMap(({ text, from, to }) =>
      this.#annotations
        .overlapping(text, from, to)
        .flatMap((row) => [
          { text, point: row.start, words: `${KINDS[row.kind]} starts ` },
          { text, point: row.end, words: ` ${KINDS[row.kind]} ends` },
        ]),
    );
    const now = JSON.stringify(places);
    if (now === this.#shown) return;
    this.#shown = now;
    for (const mark of this.#root.querySelectorAll("[data-mark]")) mark.remove();
    for (const element of textsIn(this.#root)) element.normalize();
    for (const place of places.sort((a, b) => b.point - a.point)) this.#mark(place);
  }

  /** @param {{text: string, point: number, words: string}} place */
  #mark({ text, point, words }) {
    const element = textNamed(this.#root, text);
    if (!element) return;
    const mark = document.createElement("span");
    mark.dataset.mark = "";
    mark.className = "visually-hidden";
    mark.textContent = words;
    offsetsOf(element).liveRange(point, point).insertNode(mark);
  }
}
