/** Keys of the repair queue: from note to note, confirm, leave, undo. The page works without, and sends none if they are off. */

const list = /** @type {HTMLElement} */ (document.getElementById("repairs"));
const items = [...list.children].map((item) => /** @type {HTMLElement} */ (item));

/** @returns {number} the place of the item that has the focus, or -1 */
function here() {
  return items.findIndex((item) => item.contains(document.activeElement));
}

/** @param {number} way */
function step(way) {
  const place = here() < 0 ? 0 : here() + way;
  items[Math.max(0, Math.min(items.length - 1, place))]?.focus();
}

/** @param {string} act @param {ParentNode | undefined} where */
function press(act, where) {
  /** @type {HTMLElement | null | undefined} */ (where?.querySelector(`button[value="${act}"]`))?.click();
}

/** @type {Record<string, () => void>} */
const ACTS = {
  c: () => press("confirmed", items[here()]),
  o: () => press("left", items[here()]),
  u: () => press("undone", document),
  [list.dataset.next ?? "j"]: () => step(1),
  [list.dataset.previous ?? "k"]: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  const typing = /** @type {Element} */ (event.target).matches("input, textarea, select");
  if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) ACTS[event.key]?.();
});
