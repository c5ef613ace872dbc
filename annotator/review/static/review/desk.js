/** The review desk by keyboard. Everything it does is a link, a button or a field of the page; htmx saves the drafts. */

import { Keys } from "../notes/keys.js";
import { Drafts } from "./drafts.js";
import { Phrases } from "./phrases.js";

const desk = /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
const notes = /** @type {HTMLElement[]} */ ([...desk.querySelectorAll("[data-note]")]);
const phrases = new Phrases(desk);
let chosen = -1;

new Drafts(desk);
new Keys(desk, JSON.parse(desk.dataset.keys ?? "{}"));

/** @param {string} act @param {() => void} does */
const on = (act, does) => desk.addEventListener(`keys:${act}`, does);
/** @param {string} id */
const press = (id) => document.getElementById(id)?.click();
/** @param {string} id */
const dialog = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));

/** Choose a note by number, or none with -1. @param {number} number */
function choose(number) {
  chosen = Math.max(-1, Math.min(number, notes.length - 1));
  notes.forEach((note, place) => note.classList.toggle("card--chosen", place === chosen));
  const pk = notes[chosen]?.dataset.note;
  for (const mark of desk.querySelectorAll("[data-notes]")) {
    const own = (mark.getAttribute("data-notes") ?? "").split(" ");
    mark.classList.toggle("review__mark--chosen", pk !== undefined && own.includes(pk));
  }
  if (pk) notes[chosen].focus();
  else /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
}

/** Where feedback goes now: on the chosen note, or on the student. @returns {HTMLTextAreaElement | null} */
function field() {
  return (notes[chosen] ?? document.getElementById("review"))?.querySelector("textarea") ?? null;
}

/** Mark the criterion that has the focus, or else the first that has no mark. @param {number} number */
function mark(number) {
  const criteria = [...desk.querySelectorAll("[data-criterion]")];
  const unmarked = criteria.find((one) => !one.querySelector("input:checked:not([value=''])"));
  const criterion = document.activeElement?.closest("[data-criterion]") ?? unmarked ?? criteria.at(-1);
  const levels = /** @type {HTMLInputElement[]} */ ([...(criterion?.querySelectorAll("input:not([value=''])") ?? [])]);
  levels[number - 1]?.click();
}

/** Where notes of many stand beneath each other, “reviewed” is about the chosen one. */
function read() {
  const box = /** @type {HTMLInputElement | null} */ (notes[chosen]?.querySelector("input[name=reviewed]"));
  if (box && !box.checked) box.click();
  choose(chosen + 1);
}

on("desk_next", () => choose(chosen + 1));
on("desk_previous", () => choose(chosen - 1));
on("desk_next_student", () => press("next"));
on("desk_previous_student", () => press("previous"));
on("desk_reviewed", () => (document.getElementById("reviewed") ? press("reviewed") : read()));
on("desk_undo", () => press("undo"));
on("desk_help", () => dialog("help").showModal());
on("desk_feedback", () => field()?.focus());
on("desk_phrases", () => phrases.offer(field()));
for (const number of [1, 2, 3, 4, 5]) on(`desk_level_${number}`, () => mark(number));

on("desk_words", () => {
  const pk = notes[Math.max(chosen, 0)]?.dataset.note;
  const words = document.getElementById(`words-${pk}`) ?? notes[Math.max(chosen, 0)]?.closest("section")?.querySelector("h2");
  words?.scrollIntoView({ block: "center" });
  words?.querySelector("a")?.focus({ preventScroll: true });
});

on("desk_filter", () => {
  document.getElementById("filter")?.setAttribute("open", "");
  document.getElementById("desk-only")?.focus();
});

on("close", () => {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  if (active?.closest("dialog")) return;
  if (active?.matches("textarea, input, select") && chosen >= 0) notes[chosen].focus();
  else if (active?.matches("textarea, input, select")) active.blur();
  else choose(-1);
});

notes.forEach((note, place) => {
  note.addEventListener("focusin", () => {
    if (chosen !== place) {
      chosen = place;
      notes.forEach((one, number) => one.classList.toggle("card--chosen", number === place));
    }
  });
});
document.getElementById("help-button")?.addEventListener("click", () => dialog("help").showModal());
document.getElementById("phrases-link")?.addEventListener("click", (event) => {
  event.preventDefault();
  phrases.offer(phrases.last ?? field());
});

desk.dataset.ready = "true"; // the keys work from now on
