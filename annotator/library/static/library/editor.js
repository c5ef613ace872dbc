/**
 * The preview beside a Markdown editor: fetched when typing rests, stale answers dropped, trouble said in a sentence. Tab
 * leaves the field as it does everywhere. Editors that htmx inserts later are found too.
 */

import { nodesOf } from "../notes/fragments.js";

const REST = 500;
const LONGEST = 200_000;

/** @param {HTMLTextAreaElement} field */
function start(field) {
  const editor = field.closest(".editor");
  const pane = /** @type {HTMLElement | null} */ (editor?.querySelector("[data-editor-preview]") ?? null);
  const trouble = /** @type {HTMLElement | null} */ (editor?.querySelector("[data-editor-trouble]") ?? null);
  if (!pane || !trouble || field.dataset.started) return;
  field.dataset.started = "true";
  let timer = 0;
  let turn = new AbortController();
  const show = async () => {
    turn.abort();
    turn = new AbortController();
    await preview(field, pane, trouble, turn.signal);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, Number(field.dataset.markdownxLatency) || REST);
  });
  if (field.value && field.value.length < 50_000) show();
  if (field.name === "words") choose(field);
}

/** @param {HTMLTextAreaElement} field @param {HTMLElement} pane @param {HTMLElement} trouble @param {AbortSignal} signal */
async function preview(field, pane, trouble, signal) {
  if (field.value.length > LONGEST) return say(trouble, "This text is too long for a preview while you type. The next step shows it.");
  try {
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    const body = new URLSearchParams({ content: field.value });
    const answer = await fetch(field.dataset.markdownxUrlsPath ?? "", { method: "POST", body, headers, signal });
    if (!answer.ok) return say(trouble, sentence(answer.status));
    pane.replaceChildren(nodesOf(await answer.text()));
    pane.hidden = field.value.trim() === "";
    say(trouble, "");
  } catch {
    if (!signal.aborted) say(trouble, "No connection, so no preview. What you write stays here.");
  }
}

/** @param {number} status */
function sentence(status) {
  if (status === 429) return "The preview rests for a moment. What you write stays here.";
  if (status === 403) return "Sign in to see a preview. What you write stays here.";
  return "No preview just now. What you write stays here.";
}

/** @param {HTMLElement} place @param {string} words */
function say(place, words) {
  place.textContent = words;
  place.hidden = words === "";
}

/** Who comes with words in the address finds them chosen. @param {HTMLTextAreaElement} field */
function choose(field) {
  const words = new URLSearchParams(location.search).get("words") ?? "";
  const at = words ? field.value.indexOf(words) : -1;
  if (at < 0) return;
  field.focus();
  field.setSelectionRange(at, at);
  field.blur(); // a field scrolls to its caret when it is given the focus
  field.focus();
  field.setSelectionRange(at, at + words.length);
}

/** @param {ParentNode} root */
function startAll(root) {
  for (const field of root.querySelectorAll(".markdownx-editor")) start(/** @type {HTMLTextAreaElement} */ (field));
}

startAll(document);
document.body.addEventListener("htmx:load", (event) => startAll(/** @type {HTMLElement} */ (event.target)));
