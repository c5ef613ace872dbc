/** Tables that are wider than the column scroll by themselves: by keyboard too, as long as they are. */

/** @param {ParentNode} root */
export function scrollByKeyboard(root) {
  const watch = new ResizeObserver((changes) => changes.forEach(({ target }) => stopAt(/** @type {HTMLElement} */ (target))));
  root.querySelectorAll(".prose table").forEach((table) => watch.observe(table));
}

/** @param {HTMLElement} table */
function stopAt(table) {
  if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
  else table.removeAttribute("tabindex");
}
