/**
 * The keyboard map of the reader: one key, one act. Live in no field, off by a switch, re-assigned in the preferences.
 * Says `keys:<act>`; whoever knows the act does it. Moving the caret in the text is caret.js's business.
 */

import { emit } from "./events.js";

const FIELDS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

export class Keys {
  /** @type {HTMLElement} */ #root;
  /** @type {Map<string, string>} act by key */ #acts;

  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} keys key by act, as `data-keys` has them; none when they are switched off
   */
  constructor(root, keys) {
    this.#root = root;
    this.#acts = new Map(Object.entries(keys).map(([act, key]) => [key, act]));
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return emit(this.#root, "keys:close");
    if (target.matches(FIELDS) || target.closest("dialog[open]")) return;
    const act = this.#acts.get(event.key) ?? this.#acts.get(event.key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    emit(this.#root, `keys:${act}`);
  }
}
