/** While a note is being written, its words stay marked in the text: the selection itself goes when the form has the focus. */

import { HighlightBrush } from "./highlights.js";
import { offsetsOf } from "./offsets.js";
import { textNamed } from "./texts.js";

const ABOVE_ALL = 4;

export class Written {
  #highlight = HighlightBrush.works ? new Highlight() : null;

  /** @param {HTMLElement} root hears `composer:opened` {place}, and `composer:closed` */
  constructor(root) {
    if (!this.#highlight) return;
    this.#highlight.priority = ABOVE_ALL;
    CSS.highlights.set("written", this.#highlight);
    root.addEventListener("composer:opened", (event) => this.#mark(root, /** @type {CustomEvent} */ (event).detail.place));
    root.addEventListener("composer:closed", () => this.#highlight?.clear());
  }

  /** A draft may be of an earlier revision, whose offsets mean other words now. @param {HTMLElement} root @param {import("./drafts.js").Place} place */
  #mark(root, { text, revision, start, end }) {
    this.#highlight?.clear();
    const element = textNamed(root, text);
    if (element && element.dataset.revision === String(revision)) this.#highlight?.add(new StaticRange(offsetsOf(element).range(start, end)));
  }
}
