/**
 * The filter: what its form says stands in the address, and the text and the margin both show that set.
 * Says `filter:changed` with the query string. Without this module the form loads the page again.
 */

import { emit } from "./events.js";
import { textsIn } from "./texts.js";
import { spansBetween } from "./viewport.js";

const REST = 300;

export class Filter {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLFormElement} */ #form;
  #timer = 0;

  /**
   * @param {HTMLElement} root
   * @param {HTMLFormElement} form
   */
  constructor(root, form) {
    this.#root = root;
    this.#form = form;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.apply();
    });
    form.addEventListener("input", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "within") target.value = target.checked ? inView(root) : "";
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.apply(), REST);
    });
    form.addEventListener("click", (event) => {
      const link = /** @type {Element} */ (event.target).closest("[data-clear]");
      if (!link) return;
      event.preventDefault();
      this.clear();
    });
  }

  /** Only what is asked for. @returns {string} */
  get query() {
    const asked = [...new FormData(this.#form)].filter(([, value]) => value !== "");
    return new URLSearchParams(/** @type {[string, string][]} */ (asked)).toString();
  }

  clear() {
    for (const control of this.#form.elements) {
      if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = false;
      else if (control instanceof HTMLInputElement && control.type === "radio") control.checked = control.value === "";
      else if (control instanceof HTMLInputElement && control.type === "hidden") continue;
      else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = "";
    }
    this.apply();
  }

  apply() {
    clearTimeout(this.#timer);
    const { query } = this;
    const page = new URLSearchParams(location.search).get("comments");
    const kept = [query, page && `comments=${page}`].filter(Boolean).join("&");
    history.replaceState(null, "", kept ? `?${kept}` : location.pathname);
    const mark = /** @type {HTMLElement | null} */ (this.#root.querySelector("[data-filtered]"));
    if (mark) mark.hidden = query.replace(/(^|&)assignment=[^&]*/, "") === "";
    this.#form.querySelector("[data-described]")?.remove();
    emit(this.#root, "filter:changed", kept);
  }
}

/** What the window shows, as the filter has it. @param {HTMLElement} root */
function inView(root) {
  return spansBetween(textsIn(root), 0, innerHeight)
    .filter(({ from, to }) => to > from)
    .map(({ element, from, to }) => `${element.dataset.text}:${from}-${to}`)
    .join(",");
}
