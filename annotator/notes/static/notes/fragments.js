/**
 * Server-rendered fragments as nodes, with their htmx attributes alive. The one place where HTML arrives as a string: it
 * was made safe by the server, and the page's policy runs no script in it.
 */

/** @param {string} html @returns {DocumentFragment} */
export function nodesOf(html) {
  return document.createRange().createContextualFragment(html);
}

/** Let htmx see what was added outside its own swaps. @param {Element} element */
export function enliven(element) {
  /** @type {any} */ (window).htmx?.process(element);
}

/** Who sent a form by the keyboard finds the focus on the card that came back, unless the card asks for more. */
export function keepFocus() {
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const card = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("article.card"));
    if (card && document.activeElement === document.body) card.focus({ preventScroll: true });
  });
}

/** Headers of a request that wants a fragment. @returns {Record<string, string>} */
export function asFragment() {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  return { ...headers, "HX-Request": "true" };
}
