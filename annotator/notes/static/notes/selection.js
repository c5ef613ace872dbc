/**
 * When a reader has finished selecting words, and which words they are.
 *
 * Says `selection:settled` {text, revision, start, end, exact, rect, focus, backward, touch}: code points without white space at the
 * ends, the rectangle around the words, and the rectangle of the letter where the selection was ended; `selection:refused`
 * {reason: "crosses" | "blank", rect} if words of several texts, or none, are selected; `selection:cleared` when the words
 * last spoken of are no longer selected. Does not know what is done with the words.
 */

import { emit } from "./events.js";
import { offsetsOf } from "./offsets.js";
import { textsIn } from "./texts.js";

/** Milliseconds without a change after which the handles of a touch screen are taken to be at rest. */
const REST = 350;
const FIELDS = "input, textarea, select, [contenteditable]";

/** @typedef {{element: HTMLElement, start: number, end: number}} Part */

export class SelectionWatch {
  /** @type {HTMLElement} */ #root;
  #pressed = false;
  #touch = false;
  #said = "";
  #timer = 0;
  #due = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    document.addEventListener("pointerdown", (event) => {
      this.#touch = event.pointerType !== "mouse";
      this.#pressed = !this.#touch && event.button === 0;
    });
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => this.#release());
    document.addEventListener("keyup", (event) => {
      this.#touch = false;
      this.#wait(event.shiftKey ? REST : 0);
    });
    root.addEventListener("bar:chosen", () => (this.#said = ""));
    document.addEventListener("selectionchange", () => this.#pressed || this.#wait(REST));
  }

  /** A browser sets the selection only after the button has come up. */
  #release() {
    this.#pressed = false;
    if (!this.#touch) this.#wait(0);
  }

  /** Put off settling, unless it is due at once. @param {number} time */
  #wait(time) {
    if (this.#due) return;
    this.#due = time === 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.settle(), time);
  }

  /** Speak of what is selected at this moment, without waiting for the selection to rest. */
  settle() {
    clearTimeout(this.#timer);
    this.#due = false;
    if (this.#pressed || document.activeElement?.matches(FIELDS)) return;
    const selection = getSelection();
    const range = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const touched = range ? this.#textsIn(range) : [];
    if (!selection || !range || !touched.length) return this.#say("", "selection:cleared");
    const parts = touched.map((element) => trimmed(element, range)).filter(({ start, end }) => end > start);
    if (parts.length === 1) return this.#sayWords(parts[0], isBackward(selection));
    const reason = parts.length ? "crosses" : "blank";
    this.#say(`${reason} ${range.toString().length}`, "selection:refused", { reason, rect: range.getBoundingClientRect() });
  }

  /** @param {Range} range @returns {HTMLElement[]} */
  #textsIn(range) {
    return textsIn(this.#root).filter((text) => range.intersectsNode(text));
  }

  /** @param {Part} part @param {boolean} backward */
  #sayWords({ element, start, end }, backward) {
    const { text, revision } = element.dataset;
    const offsets = offsetsOf(element);
    const letter = backward ? offsets.liveRange(start, start + 1) : offsets.liveRange(end - 1, end);
    this.#say(`${text} ${start} ${end}`, "selection:settled", {
      text,
      revision,
      start,
      end,
      exact: offsets.slice(start, end),
      rect: offsets.liveRange(start, end).getBoundingClientRect(),
      focus: letter.getBoundingClientRect(),
      backward,
      touch: this.#touch,
    });
  }

  /** Say it, unless it has been said. @param {string} what @param {string} event @param {object} [detail] */
  #say(what, event, detail) {
    if (what === this.#said) return;
    this.#said = what;
    emit(this.#root, event, detail);
  }
}

/**
 * The part of a text that is selected, without the white space at its ends.
 * @param {HTMLElement} element
 * @param {Range} range
 * @returns {Part}
 */
function trimmed(element, range) {
  const offsets = offsetsOf(element);
  const start = offsets.pointOf(range.startContainer, range.startOffset);
  const end = offsets.pointOf(range.endContainer, range.endOffset);
  const words = offsets.slice(start, end);
  const before = words.length - words.trimStart().length;
  const after = words.length - words.trimEnd().length;
  return { element, start: start + before, end: Math.max(start + before, end - after) };
}

/** @param {Selection} selection */
function isBackward({ anchorNode, anchorOffset, focusNode, focusOffset }) {
  if (!anchorNode || !focusNode) return false;
  if (anchorNode === focusNode) return focusOffset < anchorOffset;
  return (anchorNode.compareDocumentPosition(focusNode) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
}
