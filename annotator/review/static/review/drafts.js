/** Drafts that are not saved yet: “reviewed” waits for them, and nobody leaves the page over them unasked. */

export class Drafts {
  /** @type {Set<HTMLFormElement>} */ #unsaved = new Set();
  /** @type {HTMLButtonElement | null} what goes on once all is saved */ #waiting = null;
  /** @type {boolean} the page is being left with all that was typed: nothing is sent twice */ #leaving = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    root.addEventListener("input", (event) => this.#typed(/** @type {Element} */ (event.target)));
    root.addEventListener("htmx:beforeRequest", (event) => this.#sent(event));
    root.addEventListener("htmx:afterRequest", (event) => this.#answered(/** @type {CustomEvent} */ (event)));
    root.addEventListener("submit", (event) => this.#submits(/** @type {SubmitEvent} */ (event)));
    root.addEventListener("click", (event) => this.#leaves(event));
    window.addEventListener("pageshow", () => (this.#leaving = false));
    window.addEventListener("beforeunload", (event) => {
      if (this.#unsaved.size) event.preventDefault();
    });
  }

  /** @param {Element} target */
  #typed(target) {
    const form = target.closest("form");
    if (form?.matches("[data-draft]")) this.#unsaved.add(form);
  }

  /** What is typed from now on is new. @param {Event} event */
  #sent(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-draft]")) return;
    if (this.#leaving) return event.preventDefault();
    this.#unsaved.delete(form);
    form.setAttribute("aria-busy", "true");
  }

  /** @param {CustomEvent} event */
  #answered(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-draft]")) return;
    form.removeAttribute("aria-busy");
    if (!event.detail.successful) this.#failed(form, event.detail.xhr?.status ?? 0);
    else if (this.#waiting && !this.#busy()) this.#go();
  }

  /** @param {HTMLFormElement} form @param {number} status */
  #failed(form, status) {
    this.#unsaved.add(form);
    this.#waiting = null;
    const said = form.querySelector(".review__saved");
    if (said && status !== 422) said.textContent = "Not saved: the site does not answer. It is tried again when you go on.";
  }

  /** @returns {boolean} */
  #busy() {
    return this.#unsaved.size > 0 || document.querySelector("[data-draft][aria-busy]") !== null;
  }

  /** The student's own form travels with “reviewed”; those on notes must be saved before. @param {SubmitEvent} event */
  #submits(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.id !== "review") return;
    this.#unsaved.delete(form);
    this.#leaving = !this.#busy();
    if (this.#leaving) return;
    event.preventDefault();
    this.#waiting = /** @type {HTMLButtonElement} */ (event.submitter);
    this.#save();
  }

  /** A link to another page waits too. @param {MouseEvent} event */
  #leaves(event) {
    const link = /** @type {Element} */ (event.target).closest("a[href]:not([href^='#'])");
    if (!link || !this.#busy() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#waiting = /** @type {HTMLButtonElement} */ (link);
    this.#save();
  }

  #save() {
    for (const form of [...this.#unsaved]) form.dispatchEvent(new CustomEvent("desk:save"));
  }

  #go() {
    const going = this.#waiting;
    this.#waiting = null;
    going?.click();
  }
}
