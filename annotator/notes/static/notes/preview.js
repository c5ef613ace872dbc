/** Markdown as it will look, beside every `textarea[data-preview]`: fetched when typing rests, stale answers dropped. */

import { asFragment, nodesOf } from "./fragments.js";

const REST = 400;
const ADDRESS = "/markdown/preview/?kind=note";

/** @type {WeakMap<HTMLTextAreaElement, {timer: number, turn: AbortController}>} */
const pending = new WeakMap();

/** @param {HTMLElement} root every field inside it, now and later, has a preview in the [data-preview-of] after it */
export function previewIn(root) {
  root.addEventListener("input", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (field instanceof HTMLTextAreaElement && field.dataset.preview) schedule(field);
  });
}

/** @param {HTMLTextAreaElement} field */
function schedule(field) {
  const before = pending.get(field);
  clearTimeout(before?.timer);
  before?.turn.abort();
  const turn = new AbortController();
  pending.set(field, { turn, timer: setTimeout(() => show(field, turn.signal), REST) });
}

/** @param {HTMLTextAreaElement} field @param {AbortSignal} signal */
async function show(field, signal) {
  const pane = /** @type {HTMLElement | null} */ (field.form?.querySelector(`[data-preview-of="${field.name}"]`));
  if (!pane) return;
  const plain = !/[*_`[\]<>#~\\|&]|^\s*([-+]|\d+[.)])\s|\n/m.test(field.value);
  pane.hidden = plain;
  if (plain) return;
  try {
    const body = new URLSearchParams({ content: field.value });
    const answer = await fetch(ADDRESS, { method: "POST", body, signal, headers: asFragment() });
    pane.replaceChildren(answer.ok ? nodesOf(await answer.text()) : sorry(answer.status));
  } catch {
    if (!signal.aborted) pane.replaceChildren(sorry(0));
  }
}

/** @param {number} status */
function sorry(status) {
  return status === 429 ? "The preview rests for a moment; what you write is kept." : "No preview just now; what you write is kept.";
}
