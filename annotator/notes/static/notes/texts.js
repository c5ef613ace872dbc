/** Which elements are texts. Cards name their text in the same attribute, but only a text has a revision of its own. */

const TEXT = "[data-text][data-revision]";

/** The texts of a page, in its order. @param {HTMLElement} root @returns {HTMLElement[]} */
export function textsIn(root) {
  return [...root.querySelectorAll(TEXT)].map((text) => /** @type {HTMLElement} */ (text));
}

/** The text a node is in. @param {Node | null | undefined} node @returns {HTMLElement | null} */
export function textAround(node) {
  const element = node instanceof Element ? node : node?.parentElement;
  return /** @type {HTMLElement | null} */ (element?.closest(TEXT) ?? null);
}

/** @param {HTMLElement} root @param {string} id @returns {HTMLElement | null} */
export function textNamed(root, id) {
  return root.querySelector(`[data-text="${CSS.escape(id)}"][data-revision]`);
}

/** @param {EventTarget | null} element @returns {element is HTMLElement} */
export function isText(element) {
  return element instanceof HTMLElement && element.matches(TEXT);
}
