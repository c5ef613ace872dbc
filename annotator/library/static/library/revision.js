/** An old revision with the notes as they stood on it: the reader's parts, without those that write. */

import { say, tell } from "../site/page.js";
import { Annotations } from "../notes/annotations.js";
import { Badges } from "../notes/badges.js";
import { Caret } from "../notes/caret.js";
import { Cards } from "../notes/cards.js";
import { emit } from "../notes/events.js";
import { Keys } from "../notes/keys.js";
import { Linking } from "../notes/linking.js";
import { Loose } from "../notes/loose.js";
import { Margin } from "../notes/margin.js";
import { Marks } from "../notes/marks.js";
import { Painter } from "../notes/painter.js";
import { Pointer } from "../notes/pointer.js";
import { Sheet } from "../notes/sheet.js";

const NARROW = matchMedia("(max-width: 68.74rem)");

/** @param {string} id @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

const root = part("reader");
const annotations = new Annotations(root);
const cards = new Cards(root);
const margin = new Margin(root, part("margin"), annotations, cards);
const sheet = new Sheet(root, part("sheet"), cards);
const linking = new Linking(root, annotations, cards);

new Loose(root, /** @type {HTMLDetailsElement} */ (part("loose")), annotations, cards);
new Painter(root, annotations);
new Badges(root, annotations);
new Pointer(root, annotations);
new Caret(root, annotations);
new Keys(root, JSON.parse(root.dataset.keys ?? "{}"));
if (root.dataset.marks === "true") new Marks(root, annotations);

root.addEventListener("reader:failed", (event) => tell(/** @type {CustomEvent} */ (event).detail.words, "error"));
root.addEventListener("keys:next", () => linking.step(1) ?? say("No further note."));
root.addEventListener("keys:previous", () => linking.step(-1) ?? say("No earlier note."));
root.addEventListener("keys:close", () => {
  sheet.close();
  emit(root, "annotations:chosen", { rows: [] });
});

function face() {
  margin.on = !NARROW.matches;
  sheet.on = NARROW.matches;
  if (!NARROW.matches) sheet.close();
}

async function begin() {
  try {
    await annotations.load(root.dataset.spans ?? "");
  } catch (error) {
    tell(`${error instanceof Error ? error.message : error} Load the page again.`, "error");
  }
  NARROW.addEventListener("change", face);
  face();
  root.dataset.ready = "true";
}

begin();
