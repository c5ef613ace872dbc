/**
 * How the operator one is writing may go on: a list under the field, by arrow keys, Enter or a click.
 * Without it the page says what operators there are.
 */

const PIECE = /(?:^|\s)(-?(?:[a-z]+:"[^"]*|[^\s"]+))$/iu;
const WAIT = 120; // milliseconds without typing

class Suggest {
  #field;
  #list = document.createElement("ul");
  #at = -1;
  #timer = 0;
  #asked = 0;

  /** @param {HTMLInputElement} field */
  constructor(field) {
    this.#field = field;
    this.#list.className = "suggestions";
    this.#list.id = `${field.id}-suggestions`;
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Suggestions");
    field.after(this.#list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id })) field.setAttribute(name, value);
    field.addEventListener("input", () => this.#soon());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("pointerdown", (event) => this.#pick(event));
  }

  get #piece() {
    return PIECE.exec(this.#field.value.slice(0, this.#field.selectionStart ?? 0))?.[1] ?? "";
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), WAIT);
  }

  async #ask() {
    const piece = this.#piece;
    const asked = ++this.#asked;
    if (!piece) return this.#close();
    const answer = await fetch(`${this.#field.dataset.suggest}?${new URLSearchParams({ q: piece })}`).catch(() => null);
    const found = answer?.ok ? await answer.json() : [];
    if (asked === this.#asked && this.#piece === piece) this.#show(found);
  }

  /** @param {{value: string, label: string}[]} found */
  #show(found) {
    this.#at = -1;
    this.#list.replaceChildren(...found.map((one, at) => this.#option(one, at)));
    this.#list.hidden = !found.length;
    this.#field.setAttribute("aria-expanded", String(!!found.length));
    this.#field.removeAttribute("aria-activedescendant");
  }

  /** @param {{value: string, label: string}} one @param {number} at */
  #option(one, at) {
    const item = document.createElement("li");
    item.id = `${this.#list.id}-${at}`;
    item.dataset.value = one.value;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(one.value);
    if (!one.value.includes(one.label)) {
      const meaning = document.createElement("span");
      meaning.textContent = one.label;
      item.append(meaning);
    }
    return item;
  }

  #close() {
    this.#asked++;
    clearTimeout(this.#timer);
    this.#show([]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move(step);
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && this.#at >= 0) this.#take(this.#list.children[this.#at]);
    else return;
    event.preventDefault();
  }

  /** @param {number} step */
  #move(step) {
    const items = [...this.#list.children];
    this.#at = (this.#at + step + items.length + (this.#at < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === this.#at)));
    this.#field.setAttribute("aria-activedescendant", items[this.#at].id);
    items[this.#at].scrollIntoView({ block: "nearest" });
  }

  /** @param {PointerEvent} event */
  #pick(event) {
    event.preventDefault(); // the field keeps the focus
    const item = /** @type {Element} */ (event.target).closest("li");
    if (item) this.#take(item);
  }

  /** @param {Element} item */
  #take(item) {
    const end = this.#field.selectionStart ?? 0;
    const value = /** @type {HTMLElement} */ (item).dataset.value ?? "";
    this.#field.setRangeText(value.endsWith(":") ? value : `${value} `, end - this.#piece.length, end, "end");
    this.#close();
    if (value.endsWith(":")) this.#soon();
  }
}

for (const field of document.querySelectorAll("input[data-suggest]")) new Suggest(field);
