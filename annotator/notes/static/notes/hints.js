/**
 * Near spellings and the same words elsewhere, in the form of a typo query: asked for when the form opens, and the form
 * does without them when no answer comes.
 */

import { say } from "../site/page.js";
import { asFragment, nodesOf } from "./fragments.js";

/** @typedef {import("./drafts.js").Draft} Draft */

const LONGEST = 200;
let turn = new AbortController();

/** @param {HTMLElement} holder of the form @param {Draft} draft */
export async function hint(holder, draft) {
  turn.abort();
  const place = /** @type {HTMLElement | null} */ (holder.querySelector("[data-hints]"));
  const { text, revision, start, exact } = draft.place;
  if (!place || draft.motivation !== "editing" || exact.length > LONGEST) return;
  turn = new AbortController();
  const query = new URLSearchParams({ exact, revision, start: String(start) });
  const html = await fetched(`/texts/${text}/hints?${query}`, turn.signal);
  if (!html.trim()) return;
  place.replaceChildren(nodesOf(html));
  place.onclick = propose;
  for (const [name, value] of draft.fields) tick(place, name, value);
  say("Suggestions for this query are in the form.");
}

/** @param {string} address @param {AbortSignal} signal @returns {Promise<string>} empty when there is no answer */
async function fetched(address, signal) {
  try {
    const answer = await fetch(address, { headers: asFragment(), signal });
    return answer.ok && !answer.redirected ? await answer.text() : "";
  } catch {
    return "";
  }
}

/** What a draft had ticked. @param {HTMLElement} place @param {string} name @param {string} value */
function tick(place, name, value) {
  for (const box of place.querySelectorAll("input")) {
    if (box.name === name && box.value === value) box.checked = true;
  }
}

/** @param {MouseEvent} event */
function propose(event) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-propose]"));
  const field = /** @type {HTMLInputElement | undefined} */ (button?.closest("form")?.elements.namedItem("proposed"));
  if (!button || !field) return;
  field.value = button.dataset.propose ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
