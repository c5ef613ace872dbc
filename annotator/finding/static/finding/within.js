/**
 * The search of one text, beside its words. htmx asks while somebody writes; here the arrow keys go through what is found,
 * and choosing it goes there without loading the page again where its words are on it. Without this module the form
 * opens the search page, and every result is a link.
 */

import { emit } from "../notes/events.js";

const STEP = { ArrowDown: 1, ArrowUp: -1 };
const WORDS = /^([0-9a-f-]{36}):(\d{1,9})-(\d{1,9})$/;

class Within {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLFormElement} */ #form;
  /** @type {HTMLInputElement} */ #field;
  /** @type {HTMLElement} */ #panel;

  /**
   * @param {HTMLElement} root the reader
   * @param {HTMLFormElement} form
   */
  constructor(root, form) {
    this.#root = root;
    this.#form = form;
    this.#field = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    this.#panel = /** @type {HTMLElement} */ (form.querySelector(".within__panel"));
    form.addEventListener("htmx:afterSwap", () => this.#show());
    form.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("click", (event) => this.#choose(event));
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("focusout", ({ relatedTarget }) => this.#left(relatedTarget));
    this.#field.addEventListener("focus", () => this.#show());
    this.#field.addEventListener("input", () => this.#field.value.trim() || this.#close());
    root.addEventListener("keys:search", () => this.#begin());
  }

  get #hits() {
    return /** @type {HTMLElement[]} */ ([...this.#panel.querySelectorAll("[data-hit]")]);
  }

  #begin() {
    this.#field.focus();
    this.#field.select();
  }

  #show() {
    this.#panel.hidden = !this.#field.value.trim() || !this.#panel.querySelector("#within-found > *");
    const said = [...this.#panel.querySelectorAll("h2, #within-found > p:not(.row)")].map(({ textContent }) => textContent?.trim());
    const voice = /** @type {HTMLElement} */ (this.#panel.querySelector("[role=status]"));
    voice.textContent = this.#panel.hidden ? "" : said.join(". ");
  }

  #close() {
    this.#panel.hidden = true;
  }

  /** @param {EventTarget | null} into */
  #left(into) {
    if (into instanceof Node && !this.#form.contains(into)) this.#close();
  }

  /** Enter in the field goes to the first that is found; the button opens the search page. @param {SubmitEvent} event */
  #submit(event) {
    const first = this.#hits[0];
    if (this.#panel.hidden || !first || document.activeElement !== this.#field) return;
    event.preventDefault();
    first.click();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || this.#panel.hidden) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
      this.#field.focus();
      this.#close(); // the focus has opened it again
      return;
    }
    const step = STEP[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [this.#field, ...this.#hits];
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    stops[(at + step + stops.length) % stops.length].focus();
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const hit = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a[data-hit]"));
    if (!hit || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { text, handle } = hit.dataset;
    const [, revision, start, end] = WORDS.exec(new URL(hit.href).searchParams.get("words") ?? "") ?? [];
    if (!revision && !handle) return;
    const place = { revision, start: Number(start), end: Number(end), text, handle: Number(handle), address: hit.href };
    event.preventDefault();
    this.#close();
    emit(this.#root, "place:asked", place);
  }
}

const root = document.getElementById("reader");
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-within]"));
if (root && form) new Within(root, form);
