/**
 * The small bar beside selected words: which kinds of mark may be made of them, or an invitation to sign in.
 *
 * Says `bar:chosen` {motivation, place} where place is the selection. Never stands over the words; docks at the bottom
 * after a touch, away from the system's own menu.
 */

import { say } from "../site/page.js";
import { emit } from "./events.js";

const GAP = 10;

/** @typedef {import("./drafts.js").Place & {focus: DOMRect, rect: DOMRect, touch: boolean, backward: boolean}} Selected */

export class Bar {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLElement} */ #bar;
  /** @type {HTMLElement} */ #notice;
  /** @type {Selected | null} */ selected = null;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} bar a toolbar whose buttons have data-motivation
   * @param {HTMLElement} notice where a sentence stands when the selection cannot be used
   */
  constructor(root, bar, notice) {
    this.#root = root;
    this.#bar = bar;
    this.#notice = notice;
    root.addEventListener("selection:settled", (event) => this.#show(/** @type {CustomEvent} */ (event).detail));
    root.addEventListener("selection:cleared", () => this.hide());
    root.addEventListener("selection:refused", (event) => this.#refuse(/** @type {CustomEvent} */ (event).detail));
    bar.addEventListener("pointerdown", (event) => event.preventDefault());
    bar.addEventListener("click", (event) => this.#press(/** @type {Element} */ (event.target)));
    addEventListener("scroll", () => this.#follow(), { passive: true });
  }

  hide() {
    this.selected = null;
    this.#bar.hidden = true;
    this.#notice.hidden = true;
  }

  /** What a button or its key asks for, of the words that are selected now. @param {string} motivation */
  choose(motivation) {
    if (!this.selected) return false;
    const place = this.selected;
    this.hide();
    emit(this.#root, "bar:chosen", { motivation, place });
    return true;
  }

  /** @param {Selected} selected */
  #show(selected) {
    this.hide();
    this.selected = selected;
    this.#bar.hidden = false;
    this.#bar.classList.toggle("bar--docked", selected.touch);
    if (!selected.touch) stand(this.#bar, selected.focus, selected.rect, selected.backward);
    const invited = this.#root.dataset.signedIn !== "true";
    say(invited ? "Sign in to write on these words." : "Words selected. H highlight, N note, Q question, T typo query, C quote check.");
  }

  /** @param {{reason: string, rect: DOMRect}} refusal */
  #refuse({ reason, rect }) {
    this.hide();
    this.#notice.textContent =
      reason === "crosses"
        ? "This selection runs from one text into another. Select words of one text at a time."
        : "Only white space is selected. Select at least one word.";
    this.#notice.hidden = false;
    stand(this.#notice, rect, rect, false);
    say(this.#notice.textContent);
  }

  #follow() {
    const range = getSelection()?.rangeCount ? getSelection()?.getRangeAt(0) : null;
    if (!range || this.#bar.hidden || !this.selected || this.selected.touch) return;
    stand(this.#bar, range.getBoundingClientRect(), range.getBoundingClientRect(), this.selected.backward);
  }

  /** @param {Element} target */
  #press(target) {
    const motivation = /** @type {HTMLElement | null} */ (target.closest("[data-motivation]"))?.dataset.motivation;
    if (motivation) this.choose(motivation);
  }
}

/**
 * Above the words if they end at the top, else below them, and always inside the window.
 * @param {HTMLElement} element with position: fixed
 * @param {DOMRect} focus where the selection ended
 * @param {DOMRect} words all of them
 * @param {boolean} backward
 */
function stand(element, focus, words, backward) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const above = words.top - height - GAP;
  const below = words.bottom + GAP;
  const wanted = backward || below + height > innerHeight ? above : below;
  const top = wanted < 60 ? Math.min(below, innerHeight - height - GAP) : wanted;
  const left = Math.max(8, Math.min(focus.right - width / 2, document.documentElement.clientWidth - width - 8));
  element.style.insetBlockStart = `${Math.round(top)}px`;
  element.style.left = `${Math.round(left)}px`;
}
