/** Saved phrases: a list to choose from, put into the field where somebody writes. */

export class Phrases {
  /** @type {HTMLTextAreaElement | null} where somebody wrote last */ last = null;
  /** @type {HTMLDialogElement} */ #dialog;
  /** @type {HTMLTextAreaElement | null} */ #into = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#dialog = /** @type {HTMLDialogElement} */ (document.getElementById("phrases"));
    root.addEventListener("focusin", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (target.matches("[data-phrases]")) this.last = /** @type {HTMLTextAreaElement} */ (target);
    });
    this.#dialog.addEventListener("click", (event) => this.#chosen(/** @type {Element} */ (event.target)));
    this.#dialog.addEventListener("htmx:afterSettle", () => this.#first());
  }

  /** @param {HTMLTextAreaElement | null} into */
  offer(into) {
    if (!into) return;
    this.#into = into;
    this.#dialog.showModal();
    document.getElementById("phrases-list")?.dispatchEvent(new CustomEvent("desk:phrases"));
  }

  #first() {
    /** @type {HTMLElement | null} */ (this.#dialog.querySelector("[data-phrase]"))?.focus();
  }

  /** @param {Element} target */
  #chosen(target) {
    const words = target.closest("[data-phrase]")?.getAttribute("data-phrase");
    const field = this.#into;
    if (!words || !field) return;
    this.#dialog.close();
    const apart = field.value && !/\s$/.test(field.value) ? " " : "";
    field.setRangeText(`${apart}${words}`, field.value.length, field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
}
