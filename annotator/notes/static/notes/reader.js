/** The reader: wires store, painter, margin, composer and keys; each of them does its one thing. */

import { say, tell } from "../site/page.js";
import { Bar } from "./bar.js";
import { Composer } from "./composer.js";
import { emit } from "./events.js";
import { Filter } from "./filter.js";
import { enliven, keepFocus } from "./fragments.js";
import { previewIn } from "./preview.js";
import { scrollByKeyboard } from "./scrolling.js";
import { SelectionWatch } from "./selection.js";
import { Repair } from "./repair.js";
import { isSentence } from "./sending.js";
import { NARROW, painted, part, shownIn, steered } from "./shown.js";
import { goToWords, pointAt } from "./pointing.js";
import { textsIn } from "./texts.js";
import { Written } from "./written.js";

const root = part("reader");
const { annotations, cards, margin, sheet, linking, face } = shownIn(root);
const bar = new Bar(root, part("bar"), part("notice"));
const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("composer-form"));
const composer = template && new Composer(root, template, part("composer"));
const selection = new SelectionWatch(root);
new Filter(root, /** @type {HTMLFormElement} */ (part("filter")));

painted(root, annotations, cards);
new Written(root);
new Repair(root, root.querySelector("form[data-repair]"));
steered(root, annotations);
keepFocus();
previewIn(document.body);
scrollByKeyboard(root);

/** @param {string} name @param {(detail: any) => void} act */
function on(name, act) {
  root.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
}

async function load() {
  try {
    const query = new URLSearchParams(location.search);
    query.delete("note");
    await annotations.load(`${root.dataset.spans?.split("?")[0]}?${query}`);
    return true;
  } catch (error) {
    emit(root, "reader:failed", { words: `${error instanceof Error ? error.message : error} Load the page again.` });
    return false;
  }
}

/** The row that a card stands for, as the store has it. @param {HTMLElement} card */
function rowOf(card) {
  return annotations.find(card.dataset.text ?? "", Number(card.dataset.handle));
}

/** @param {string} words */
function count(words) {
  say(`${words} ${annotations.total} ${annotations.total === 1 ? "note" : "notes"}.`);
}

on("filter:changed", async () => {
  if (await load()) count("Showing");
});
on("reader:failed", ({ words }) => tell(words, "error"));
on("bar:chosen", ({ motivation, place }) => {
  getSelection()?.removeAllRanges();
  if (motivation === "highlighting") composer?.make(place, motivation);
  else composer?.start(place, motivation);
});
on("annotation:made", async ({ card }) => {
  enliven(card);
  (NARROW.matches ? sheet : margin).welcome(card);
  await stored();
  const row = rowOf(card);
  if (row) emit(root, "annotations:chosen", { rows: [row] });
  say("Saved.");
});
on("annotations:chosen", ({ rows }) => rows.length > 1 && say(`${rows.length} notes here.`));
on("keys:next", () => linking.step(1) ?? say("No further note."));
on("keys:previous", () => linking.step(-1) ?? say("No earlier note."));
on("keys:reply", () => openIn("reply"));
on("keys:edit", () => openIn("edit"));
on("keys:filter", () => {
  const details = part("filter").querySelector("details");
  if (details) details.open = true;
  /** @type {HTMLElement | null} */ (part("filter").querySelector("[name=q]"))?.focus();
});
on("place:asked", (place) => {
  const row = place.handle ? annotations.find(place.text, place.handle) : null;
  if (row) linking.read(row);
  else if (!place.revision || !goToWords(root, place)) location.assign(place.address);
});
on("keys:list", () => location.assign(root.dataset.list ?? ""));
on("keys:help", () => /** @type {HTMLDialogElement} */ (part("help")).showModal());
root.querySelector("[data-help]")?.addEventListener("click", () => emit(root, "keys:help"));
on("keys:close", () => {
  bar.hide();
  sheet.close();
  emit(root, "annotations:chosen", { rows: [] });
});
for (const [act, motivation] of Object.entries({
  highlight: "highlighting",
  note: "commenting",
  question: "questioning",
  typo: "editing",
  check: "assessing",
})) {
  on(`keys:${act}`, () => {
    selection.settle();
    if (!bar.choose(motivation)) say("Select words first.");
  });
}

/** The reply or edit form of the chosen card. @param {string} act */
function openIn(act) {
  const row = linking.current;
  const control = row && /** @type {HTMLElement | null} */ (cards.get(row)?.querySelector(`[data-act="${act}"]`));
  if (!control) return say("Choose a note first.");
  const details = control.closest("details");
  if (details) details.open = true;
  if (control.matches("summary")) /** @type {HTMLElement | null} */ (details?.querySelector("textarea"))?.focus();
  else control.click();
}

/** Something was stored: the words are painted anew, and the line of counts asks again. */
function stored() {
  document.body.dispatchEvent(new CustomEvent("notes-stored"));
  return load();
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  const { target, detail } = /** @type {CustomEvent} */ (event);
  const looked = detail.requestConfig.verb === "get" || target.closest("form"); // a comparison, what the shelf has
  if (!looked && target.closest("#reader article.card")) stored();
});
document.body.addEventListener("htmx:responseError", (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  if (isSentence(xhr.getResponseHeader("Content-Type"), xhr.status)) tell(xhr.responseText, "error");
  else tell(xhr.status === 401 ? "You are not signed in any more. Sign in and try again." : "That did not work. Nothing was changed; try again.", "error");
});
document.body.addEventListener("htmx:sendError", () => tell("No connection. Nothing was changed; try again when you are back.", "error"));
NARROW.addEventListener("change", face);

async function begin() {
  await load();
  face();
  const opened = root.querySelector("[data-opened]");
  const row = opened && rowOf(/** @type {HTMLElement} */ (opened));
  if (row) linking.goTo(row);
  if (pointAt(root, composer)) selection.settle();
  else if (composer?.resume(textsIn(root).map((text) => text.dataset.text ?? ""))) say("A draft is restored.");
  root.dataset.ready = "true";
}

begin();
