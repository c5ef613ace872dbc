/**
 * A text with its notes, painted and pointed at, their cards beside it or below: what the reader and an old revision have in
 * common. Knows of nobody who writes.
 */

import { Annotations } from "./annotations.js";
import { Badges } from "./badges.js";
import { Caret } from "./caret.js";
import { Cards } from "./cards.js";
import { Keys } from "./keys.js";
import { Linking } from "./linking.js";
import { Loose } from "./loose.js";
import { Margin } from "./margin.js";
import { Marks } from "./marks.js";
import { Painter } from "./painter.js";
import { Pointer } from "./pointer.js";
import { Sheet } from "./sheet.js";

export const NARROW = matchMedia("(max-width: 68.74rem)");

/** @param {string} id @returns {HTMLElement} */
export function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** `face` puts the cards into the margin, or into the sheet where there is none. @param {HTMLElement} root */
export function shownIn(root) {
  const annotations = new Annotations(root);
  const cards = new Cards(root);
  const margin = new Margin(root, part("margin"), annotations, cards);
  const sheet = new Sheet(root, part("sheet"), cards);
  const linking = new Linking(root, annotations, cards);
  const face = () => {
    margin.on = !NARROW.matches;
    sheet.on = NARROW.matches;
    if (!NARROW.matches) sheet.close();
  };
  return { annotations, cards, margin, sheet, linking, face };
}

/** @param {HTMLElement} root @param {Annotations} annotations @param {Cards} cards */
export function painted(root, annotations, cards) {
  new Loose(root, /** @type {HTMLDetailsElement} */ (part("loose")), annotations, cards);
  new Painter(root, annotations);
  new Badges(root, annotations);
  new Pointer(root, annotations);
}

/** @param {HTMLElement} root @param {Annotations} annotations */
export function steered(root, annotations) {
  new Caret(root, annotations);
  new Keys(root, JSON.parse(root.dataset.keys ?? "{}"));
  if (root.dataset.marks === "true") new Marks(root, annotations);
}
