/** Keys of the repair queue: from note to note, confirm, leave. The page works without. */

const items = [...document.querySelectorAll("#repairs > li")].map((item) => /** @type {HTMLElement} */ (item));

/** @param {number} way */
function step(way) {
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[here < 0 ? 0 : Math.max(0, Math.min(items.length - 1, here + way))];
  next?.focus();
}

/** @param {string} act */
function press(act) {
  const item = items.find((each) => each.contains(document.activeElement));
  /** @type {HTMLElement | null | undefined} */ (item?.querySelector(`button[value="${act}"]`))?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /** @type {Element} */ (event.target).matches("input, textarea, select")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "c") press("confirmed");
  else if (event.key === "o") press("left");
  else if (event.key === "u") /** @type {HTMLElement | null} */ (document.querySelector('button[value="undone"]'))?.click();
});
