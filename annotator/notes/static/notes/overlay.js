/** A layer above the texts, for what must be seen there and must not be in them: a caret, badges. Hidden from screen readers. */

/**
 * @param {HTMLElement} root
 * @param {string} name its class is `layer layer--<name>`
 * @returns {HTMLElement}
 */
export function layerIn(root, name) {
  const layer = document.createElement("div");
  layer.className = `layer layer--${name}`;
  layer.setAttribute("aria-hidden", "true");
  root.append(layer);
  return layer;
}

/**
 * Move something in a layer to a place in the window. The layer's corner is measured by the caller, once for many.
 * @param {HTMLElement} element
 * @param {{left: number, top: number}} corner
 * @param {number} x
 * @param {number} y
 */
export function moveTo(element, corner, x, y) {
  element.style.translate = `${Math.round(x - corner.left)}px ${Math.round(y - corner.top)}px`;
}
