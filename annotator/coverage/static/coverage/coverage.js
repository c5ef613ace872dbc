/** Keys of the coverage page: from find to find, tick, dismiss, undo, write. The page works without. */

import { say, tell } from "../site/page.js";

const FIELDS = "input, textarea, select, [contenteditable]";
const ACTS = { t: "[data-tick]", d: "[data-dismiss]", u: "[data-undo]", w: "[data-write]" };

const list = document.getElementById("finds");
let pressed = "";

/** @returns {HTMLElement[]} */
function finds() {
  return [...(list?.querySelectorAll("[data-find]") ?? [])].map((find) => /** @type {HTMLElement} */ (find));
}

/** Where the keyboard is; -1 for nowhere. */
function here() {
  return finds().findIndex((find) => find.contains(document.activeElement));
}

/** @param {number} index */
function goTo(index) {
  const every = finds();
  const find = every[Math.max(0, Math.min(every.length - 1, index))];
  find?.focus({ preventScroll: true });
  find?.scrollIntoView({ block: "nearest" });
}

/** @param {string} key */
function act(key) {
  if (key === list?.dataset.next) return goTo(here() + 1);
  if (key === list?.dataset.previous) return goTo(Math.max(0, here() - 1));
  const what = /** @type {Record<string, string>} */ (ACTS)[key];
  const control = what && /** @type {HTMLElement | null} */ (finds()[here()]?.querySelector(what));
  if (!control) return;
  pressed = key;
  control.click();
  const reason = control.closest("details")?.querySelector("input[name=reason]");
  if (key === "d" && reason instanceof HTMLElement) reason.focus();
}

// Who has switched single keys off has none here either.
if (list?.dataset.next) {
  const help = /** @type {HTMLElement | null} */ (document.querySelector("[data-keys-help]"));
  if (help) help.hidden = false;
  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.matches(FIELDS)) return;
    if (!(event.key in ACTS) && event.key !== list.dataset.next && event.key !== list.dataset.previous) return;
    event.preventDefault();
    act(event.key);
  });
}

// What one writes, one writes in the reader, where the composer stands beside the words.
document.addEventListener("click", (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a[data-in-reader]"));
  if (link) link.href = link.dataset.inReader ?? link.href;
});

// Where the row stands that was sent, and the key that sent it.
let sent = -1;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = /** @type {CustomEvent} */ (event).detail;
  sent = finds().findIndex((find) => find.contains(elt));
});

// The row that came back has the focus, or the next one when a key was pressed: ticking goes on.
document.body.addEventListener("htmx:afterSettle", () => {
  const find = finds()[sent];
  if (!find) return;
  const asks = /** @type {HTMLElement | null} */ (find.querySelector("[aria-invalid]"));
  if (asks) asks.focus();
  else goTo(sent + (pressed && pressed !== "u" ? 1 : 0));
  pressed = "";
  sent = -1;
  say(document.getElementById("tally")?.textContent?.split(",").slice(0, 2).join(",") ?? "");
});

const REFUSED = new Map([
  [401, "You are not signed in any more. Sign in and try again."],
  [429, "That was faster than this site can follow. Wait a moment and try again."],
]);
document.body.addEventListener("htmx:responseError", (event) => {
  const { status } = /** @type {CustomEvent} */ (event).detail.xhr;
  tell(REFUSED.get(status) ?? "That did not work. Nothing was changed; load the page and try again.", "error");
});
document.body.addEventListener("htmx:sendError", () => tell("No connection. Nothing was changed; try again when you are back.", "error"));
