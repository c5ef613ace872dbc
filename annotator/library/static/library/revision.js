/** An old revision with the notes as they stood on it: the reader's parts, without those that write. */

import { say, tell } from "../site/page.js";
import { emit } from "../notes/events.js";
import { NARROW, painted, part, shownIn, steered } from "../notes/shown.js";

const root = part("reader");
const { annotations, cards, sheet, linking, face } = shownIn(root);

painted(root, annotations, cards);
steered(root, annotations);

root.addEventListener("reader:failed", (event) => tell(/** @type {CustomEvent} */ (event).detail.words, "error"));
root.addEventListener("keys:next", () => linking.step(1) ?? say("No further note."));
root.addEventListener("keys:previous", () => linking.step(-1) ?? say("No earlier note."));
root.addEventListener("keys:close", () => {
  sheet.close();
  emit(root, "annotations:chosen", { rows: [] });
});

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
