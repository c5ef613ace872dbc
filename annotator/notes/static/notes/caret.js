/**
 * Selecting without a mouse: a caret moved by keys in the text that has the focus. `MAP` says which key does what.
 *
 * The caret is the browser's own selection; what is drawn here is only its picture, in a layer above the text. It wakes when a
 * text gets the focus by the keyboard, or a selection is extended with Shift, and sleeps when the mouse is used: then the
 * same keys scroll, as on any page. Says `annotations:chosen` {rows, x, y} on Enter. Left and right follow the
 * direction of the paragraph.
 */

import { emit } from "./events.js";
import { offsetsOf } from "./offsets.js";
import { layerIn, moveTo } from "./overlay.js";
import { nextStop, wordsFrom } from "./segments.js";
import { isText, textsIn } from "./texts.js";
import { spansBetween } from "./viewport.js";

/** For the help panel. Fine is Ctrl, or Option on a Mac; with Shift, every move extends the selection. */
export const MAP = [
  { keys: ["ArrowLeft", "ArrowRight"], does: "previous or next word" },
  { keys: ["Fine+ArrowLeft", "Fine+ArrowRight"], does: "previous or next character" },
  { keys: ["ArrowUp", "ArrowDown"], does: "line above or below" },
  { keys: ["Fine+ArrowUp", "Fine+ArrowDown"], does: "previous or next sentence" },
  { keys: ["PageUp", "PageDown"], does: "previous or next paragraph" },
  { keys: ["Home", "End"], does: "start or end of the line" },
  { keys: ["Fine+Home", "Fine+End"], does: "start or end of the text" },
  { keys: ["Shift"], does: "with any of these: select on the way" },
  { keys: ["Enter"], does: "open the notes on these words" },
  { keys: ["Escape"], does: "let the selection go" },
];

/** @typedef {"character" | "word" | "sentence" | "paragraph" | "text" | "line" | "lineboundary"} Step */
/** @type {Record<string, [Step, "left" | "right" | "backward" | "forward"]>} */
const STEPS = {
  ArrowLeft: ["word", "left"],
  ArrowRight: ["word", "right"],
  "Fine+ArrowLeft": ["character", "left"],
  "Fine+ArrowRight": ["character", "right"],
  ArrowUp: ["line", "backward"],
  ArrowDown: ["line", "forward"],
  "Fine+ArrowUp": ["sentence", "backward"],
  "Fine+ArrowDown": ["sentence", "forward"],
  PageUp: ["paragraph", "backward"],
  PageDown: ["paragraph", "forward"],
  Home: ["lineboundary", "backward"],
  End: ["lineboundary", "forward"],
  "Fine+Home": ["text", "backward"],
  "Fine+End": ["text", "forward"],
};

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export class Caret {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLElement} */ #layer;
  /** @type {HTMLElement} */ #picture = document.createElement("div");
  #annotations;

  /**
   * @param {HTMLElement} root
   * @param {import("./annotations.js").Annotations} annotations
   */
  constructor(root, annotations) {
    this.#root = root;
    this.#annotations = annotations;
    this.#layer = layerIn(root, "caret");
    this.#picture.className = "caret";
    this.#hide();
    this.#layer.append(this.#picture);
    for (const text of textsIn(root)) if (!text.hasAttribute("tabindex")) text.setAttribute("tabindex", "0");
    this.#listen();
  }

  #listen() {
    this.#root.addEventListener("keydown", (event) => this.#press(event));
    this.#root.addEventListener("focusin", ({ target }) => isText(target) && target.matches(":focus-visible") && this.#enter(target));
    this.#root.addEventListener("focusout", () => this.#hide());
    document.addEventListener("pointerdown", () => this.#hide());
    this.#root.addEventListener("composer:closed", (event) => this.#return(/** @type {CustomEvent} */ (event).detail.place));
    new ResizeObserver(() => this.#picture.hidden || this.#draw()).observe(this.#root);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const text = event.target;
    if (!isText(text) || event.defaultPrevented || event.metaKey || (event.altKey && !IS_MAC)) return;
    if (this.#picture.hidden && !event.shiftKey) return;
    const step = STEPS[event.ctrlKey || event.altKey ? `Fine+${event.key}` : event.key];
    if (step) this.#move(text, step[0], step[1], event.shiftKey);
    else if (event.key === "Enter" && !event.ctrlKey && !event.shiftKey) this.#choose(text);
    else if (event.key !== "Escape" || getSelection()?.isCollapsed !== false) return;
    else this.#put(text, this.#place(text).focus);
    event.preventDefault();
  }

  /** @param {HTMLElement} text @param {Step} step @param {"left" | "right" | "backward" | "forward"} to @param {boolean} extending */
  #move(text, step, to, extending) {
    const { anchor, focus } = this.#place(text);
    const forward = to === "forward" || (to !== "backward" && (to === "right") === isLeftToRight(text, focus));
    const next = step === "line" || step === "lineboundary" ? this.#modified(text, focus, step, forward) : target(text, step, forward, anchor, focus, extending);
    this.#put(text, next, extending ? anchor : next);
    this.#picture.scrollIntoView({ block: "nearest" });
  }

  /** Lines are only known to the browser. @param {HTMLElement} text @param {number} focus @param {"line" | "lineboundary"} step @param {boolean} forward */
  #modified(text, focus, step, forward) {
    this.#put(text, focus);
    getSelection()?.modify("move", forward ? "forward" : "backward", step);
    return this.#place(text).focus;
  }

  /** The ends of the selection in this text; where reading has come to if it is elsewhere. @param {HTMLElement} text */
  #place(text) {
    const offsets = offsetsOf(text);
    const { anchorNode, anchorOffset = 0, focusNode, focusOffset = 0 } = getSelection() ?? {};
    if (!anchorNode || !focusNode || !text.contains(anchorNode)) {
      const start = Math.min(wordsFrom(offsets, spansBetween([text], 0, innerHeight)[0]?.from ?? 0), offsets.length);
      return { anchor: start, focus: start };
    }
    return { anchor: offsets.pointOf(anchorNode, anchorOffset), focus: offsets.pointOf(focusNode, focusOffset) };
  }

  /** @param {HTMLElement} text @param {number} focus @param {number} [anchor] */
  #put(text, focus, anchor = focus) {
    const [from, to] = [anchor, focus].map((point) => offsetsOf(text).range(point, point));
    getSelection()?.setBaseAndExtent(from.startContainer, from.startOffset, to.startContainer, to.startOffset);
    this.#draw();
  }

  /** After writing, reading goes on behind the words that were written on. @param {import("./drafts.js").Place | undefined} place */
  #return(place) {
    const text = document.activeElement;
    if (place && isText(text) && text.dataset.text === place.text) this.#put(text, place.end);
  }

  /** @param {HTMLElement} text */
  #enter(text) {
    const { anchor, focus } = this.#place(text);
    this.#put(text, focus, anchor);
  }

  /** @param {HTMLElement} text */
  #choose(text) {
    const { anchor, focus } = this.#place(text);
    const [start, end] = [Math.min(anchor, focus), Math.max(anchor, focus)];
    const id = text.dataset.text ?? "";
    const after = this.#annotations.overlapping(id, start, Math.max(end, start + 1));
    const rows = after.length ? after : this.#annotations.overlapping(id, start - 1, start);
    const { left, bottom } = edgeAt(text, focus);
    emit(this.#root, "annotations:chosen", { rows, x: left, y: bottom });
  }

  #draw() {
    const text = document.activeElement;
    if (!isText(text)) return this.#hide();
    const { left, top, bottom } = edgeAt(text, this.#place(text).focus);
    moveTo(this.#picture, this.#layer.getBoundingClientRect(), left - 1, top);
    this.#picture.style.blockSize = `${bottom - top}px`;
    this.#picture.hidden = false;
  }

  #hide() {
    this.#picture.hidden = true;
  }
}

/**
 * Where a step leads. Moving goes to beginnings; selecting takes whole units, from either side of the anchor.
 * @param {HTMLElement} text @param {any} step @param {boolean} forward
 * @param {number} anchor @param {number} focus @param {boolean} extending
 */
function target(text, step, forward, anchor, focus, extending) {
  const offsets = offsetsOf(text);
  if (step === "text") return forward ? offsets.length : 0;
  const side = extending && (focus > anchor || (focus === anchor && forward)) ? "ends" : "starts";
  const next = nextStop(offsets, focus, step, forward ? 1 : -1, side);
  const passes = extending && focus !== anchor && focus < anchor !== next < anchor;
  return passes ? anchor : next;
}

/** @param {HTMLElement} text @param {number} point */
function isLeftToRight(text, point) {
  const node = offsetsOf(text).range(point, point + 1).startContainer;
  const element = node instanceof Element ? node : node.parentElement;
  return getComputedStyle(element ?? text).direction === "ltr";
}

/** The edge a caret stands on: that of the letter after it, or before it at the end. @param {HTMLElement} text @param {number} point */
function edgeAt(text, point) {
  const offsets = offsetsOf(text);
  const own = [...offsets.liveRange(point, point).getClientRects()].at(-1);
  if (own?.height) return own;
  const after = [...offsets.liveRange(point, point + 1).getClientRects()].find(({ height }) => height);
  return after ?? offsets.liveRange(point - 1, point).getBoundingClientRect();
}
