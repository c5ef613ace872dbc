/**
 * An address that points at words: `?words=<revision>:<start>-<end>` selects them, `&write=<motivation>` opens the
 * composer on them, with the proposal and body that the address has. The server gives such addresses.
 */

import { scrollTo } from "./linking.js";
import { offsetsOf } from "./offsets.js";

const WORDS = /^([0-9a-f-]{36}):(\d{1,9})-(\d{1,9})$/;

/**
 * Whether the address pointed at words that stand on this page.
 * @param {HTMLElement} root
 * @param {import("./composer.js").Composer | null} composer
 */
export function pointAt(root, composer) {
  const asked = new URLSearchParams(location.search);
  const [, revision, from, to] = WORDS.exec(asked.get("words") ?? "") ?? [];
  const element = revision && /** @type {HTMLElement | null} */ (root.querySelector(`[data-revision="${revision}"]`));
  if (!element) return false;
  const [start, end] = [Number(from), Number(to)];
  const range = rangeOf(element, start, end);
  if (!range) return false;
  scrollTo(element, start, "center");
  const exact = offsetsOf(element).slice(start, end);
  const motivation = asked.get("write");
  if (composer && motivation) {
    composer.start({ text: element.dataset.text ?? "", revision, start, end, exact }, motivation, given(asked));
    done(asked);
    return true;
  }
  select(element, range);
  return true;
}

/**
 * Bring words into view, selected and with the focus. Whether they stand on this page.
 * @param {HTMLElement} root
 * @param {{revision: string, start: number, end: number}} place
 */
export function goToWords(root, { revision, start, end }) {
  const element = /** @type {HTMLElement | null} */ (root.querySelector(`[data-revision="${revision}"]`));
  const range = element && rangeOf(element, start, end);
  if (!range) return false;
  scrollTo(element, start, "center");
  select(element, range);
  return true;
}

/** @param {HTMLElement} element @param {number} start @param {number} end @returns {Range | null} */
function rangeOf(element, start, end) {
  const range = offsetsOf(element).liveRange(start, end);
  return start >= end || range.collapsed ? null : range;
}

/** @param {HTMLElement} element @param {Range} range */
function select(element, range) {
  element.focus({ preventScroll: true });
  getSelection()?.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
}

/** @param {URLSearchParams} asked @returns {[string, string][]} */
function given(asked) {
  return ["proposed", "body"].flatMap((name) => (asked.has(name) ? [[name, asked.get(name) ?? ""]] : []));
}

/** Loading the page again does not ask again. @param {URLSearchParams} asked */
function done(asked) {
  for (const name of ["write", "proposed", "body"]) asked.delete(name);
  history.replaceState(history.state, "", `?${asked}${location.hash}`);
}
