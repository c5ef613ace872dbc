/**
 * The form in which an annotation is written, beside its words. Keeps a draft of every keystroke; sends it once, however
 * often it is asked to; never throws away what was typed.
 *
 * Says `annotation:made` {card, row} and `composer:closed`. Knows the form's fields by their names, not what they mean.
 */

import { say } from "../site/page.js";
import { discard, draftOf, keep, newestOn } from "./drafts.js";
import { emit } from "./events.js";
import { enliven, nodesOf } from "./fragments.js";
import { hint } from "./hints.js";
import { send } from "./sending.js";
import { textNamed } from "./texts.js";

/** @typedef {import("./drafts.js").Draft} Draft */
/** @typedef {import("./drafts.js").Place} Place */

/** Fields that are the draft's own, not the writer's. */
const HIDDEN = ["csrfmiddlewaretoken", "client_id", "assignment", "revision", "start", "end", "exact"];

export class Composer {
  /** @type {HTMLElement} */ #root;
  /** @type {HTMLTemplateElement} */ #template;
  /** @type {HTMLElement} */ #holder;
  /** @type {Draft | null} */ draft = null;
  #sending = false;

  /**
   * @param {HTMLElement} root
   * @param {HTMLTemplateElement} template holds the form
   * @param {HTMLElement} holder where it is shown
   */
  constructor(root, template, holder) {
    this.#root = root;
    this.#template = template;
    this.#holder = holder;
    holder.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    holder.addEventListener("input", () => this.#typed());
    holder.addEventListener("change", (event) => this.#changed(/** @type {HTMLElement} */ (event.target)));
    holder.addEventListener("click", (event) => this.#press(/** @type {Element} */ (event.target)));
    holder.addEventListener("keydown", (event) => this.#key(event));
  }

  get open() {
    return !this.#holder.hidden;
  }

  /** @returns {HTMLFormElement | null} */
  get #form() {
    return this.#holder.querySelector("form");
  }

  /**
   * Write on these words. What is `given` fills fields that no draft has filled.
   * @param {Place} place
   * @param {string} motivation
   * @param {[string, string][]} [given]
   */
  start(place, motivation, given = []) {
    const { text, revision, start, end, exact } = place;
    this.#take(draftOf({ text, revision, start, end, exact }, motivation), given);
  }

  /** Make the annotation at once, as it is: a highlight has nothing to write. @param {Place} place @param {string} motivation */
  async make(place, motivation) {
    this.start(place, motivation);
    await this.submit();
  }

  /** What was being written when the page was left. @param {string[]} texts */
  resume(texts) {
    const draft = newestOn(texts);
    if (draft) this.#take(draft);
    return draft;
  }

  /** The draft stays. */
  close() {
    if (!this.open) return;
    const kept = this.#written();
    if (this.draft && !kept) discard(this.draft);
    this.#leave();
    say(kept ? "Closed. What you wrote is kept as a draft." : "Closed.");
  }

  /** The form goes, and the focus returns to the text. */
  #leave() {
    const place = this.draft?.place;
    this.draft = null;
    this.#holder.hidden = true;
    this.#holder.replaceChildren();
    if (place) textNamed(this.#root, place.text)?.focus({ preventScroll: true });
    emit(this.#root, "composer:closed", { place });
  }

  async submit() {
    const { draft } = this;
    if (!draft || this.#sending || !this.#form) return;
    this.#sending = true;
    this.#holder.setAttribute("aria-busy", "true");
    const answer = await send(`/texts/${draft.place.text}/annotate`, new FormData(this.#form));
    this.#sending = false;
    this.#holder.removeAttribute("aria-busy");
    if (answer.made) this.#made(draft, answer.made);
    else if (answer.form) this.#asked(answer.form);
    else this.#failed(answer.words ?? "", answer.signIn === true);
  }

  /** @param {Draft} draft @param {[string, string][]} [given] */
  #take(draft, given = []) {
    this.draft = draft;
    this.#holder.replaceChildren(this.#template.content.cloneNode(true));
    this.#fill(draft, given);
    this.#face(draft.motivation);
    this.#holder.hidden = false;
    const restored = /** @type {HTMLElement | null} */ (this.#holder.querySelector("[data-restored]"));
    if (restored) restored.hidden = draft.fields.length === 0;
    enliven(this.#holder);
    emit(this.#root, "composer:opened", { place: draft.place });
    this.#focus();
  }

  /** @param {Draft} draft @param {[string, string][]} given */
  #fill({ place, motivation, fields, client }, given) {
    const values = new Map([["client_id", client], ["motivation", motivation], ["revision", place.revision], ["exact", place.exact]]);
    values.set("start", String(place.start)).set("end", String(place.end));
    if (motivation === "editing") values.set("proposed", place.exact);
    for (const [name, value] of [...values, ...given, ...fields]) this.#set(name, value);
    for (const words of this.#holder.querySelectorAll("[data-exact]")) words.textContent = place.exact;
  }

  /** @param {string} name @param {string} value */
  #set(name, value) {
    const control = this.#form?.elements.namedItem(name);
    if (control instanceof RadioNodeList) control.value = value;
    else if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value !== "";
    else if (control) /** @type {HTMLInputElement} */ (control).value = value;
  }

  /** Only the fields of this kind; those of other kinds keep what was typed. @param {string} motivation */
  #face(motivation) {
    this.#holder.dataset.motivation = motivation;
    for (const part of this.#holder.querySelectorAll("[data-kind]")) {
      const kinds = /** @type {HTMLElement} */ (part).dataset.kind?.split(" ") ?? [];
      /** @type {HTMLElement} */ (part).hidden = !kinds.includes(motivation);
    }
    this.#compare();
    if (this.draft) hint(this.#holder, this.draft);
  }

  #focus() {
    const motivation = this.draft?.motivation;
    const name = motivation === "editing" ? "proposed" : motivation === "assessing" ? "speaker" : "body";
    const field = /** @type {HTMLInputElement | null} */ (this.#form?.elements.namedItem(name));
    field?.focus({ preventScroll: true });
    if (name === "proposed") field?.select();
  }

  #typed() {
    const { draft } = this;
    if (!draft || !this.#form) return;
    draft.fields = [...new FormData(this.#form)].flatMap(([name, value]) =>
      HIDDEN.includes(name) || name === "motivation" || typeof value !== "string" ? [] : [[name, value]],
    );
    if (!keep(draft)) this.#say("This browser keeps no drafts: send before you leave the page.");
    this.#compare();
  }

  /** Something beyond what the form begins with. */
  #written() {
    return Boolean(this.draft && this.draft.fields.length);
  }

  /** Another kind is chosen: the draft goes along. @param {HTMLElement} target */
  #changed(target) {
    if (!(target instanceof HTMLInputElement) || target.name !== "motivation" || !this.draft) return;
    discard(this.draft);
    this.draft.motivation = target.value;
    this.#face(target.value);
    this.#typed();
  }

  /** Before and after, as it is typed. */
  #compare() {
    const after = this.#holder.querySelector("[data-proposed]");
    const field = /** @type {HTMLInputElement | null} */ (this.#form?.elements.namedItem("proposed"));
    if (after && field) after.textContent = field.value || "(deleted)";
  }

  /** @param {Element} target */
  #press(target) {
    if (target.closest("[data-cancel]")) this.close();
    if (target.closest("[data-discard]") && this.draft) {
      const { place, motivation } = this.draft;
      discard(this.draft);
      this.start(place, motivation);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
  }

  /** @param {Draft} draft @param {string} html */
  #made(draft, html) {
    discard(draft);
    this.#remember();
    this.#leave();
    const card = /** @type {HTMLElement | null} */ (nodesOf(html).querySelector("article.card"));
    if (card) emit(this.#root, "annotation:made", { card, place: draft.place, motivation: draft.motivation });
  }

  /** The next note begins with the audience of this one, as the server would have it after a reload. */
  #remember() {
    const chosen = this.#form?.elements.namedItem("visibility");
    if (!(chosen instanceof RadioNodeList) || !chosen.value) return;
    for (const choice of this.#template.content.querySelectorAll("input[name='visibility']")) {
      choice.toggleAttribute("checked", choice.getAttribute("value") === chosen.value);
    }
  }

  /** The server asks again: its form has the errors, and all that was typed. @param {string} html */
  #asked(html) {
    this.#holder.replaceChildren(nodesOf(html));
    if (this.draft) {
      this.#face(this.draft.motivation);
      for (const words of this.#holder.querySelectorAll("[data-exact]")) words.textContent = this.draft.place.exact;
    }
    enliven(this.#holder);
    const wrong = /** @type {HTMLElement | null} */ (this.#holder.querySelector("[aria-invalid='true'], .error-summary"));
    wrong?.focus();
  }

  /** @param {string} words @param {boolean} signIn */
  #failed(words, signIn) {
    if (this.draft) keep(this.draft);
    this.#say(words, signIn);
  }

  /** @param {string} words @param {boolean} [signIn] */
  #say(words, signIn = false) {
    const place = /** @type {HTMLElement | null} */ (this.#holder.querySelector("[data-trouble]"));
    if (!place) return;
    place.textContent = words;
    place.hidden = false;
    if (signIn) place.append(" ", signInLink());
    say(words);
  }
}

function signInLink() {
  const link = document.createElement("a");
  link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in and come back here";
  return link;
}
