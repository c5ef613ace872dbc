/** A button that copies what a field holds; without the clipboard the field itself is there to be copied from. */

import { tell } from "./page.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(/** @type {HTMLElement} */ (button).dataset.copy ?? ""));
  if (!field || !navigator.clipboard) continue;
  /** @type {HTMLElement} */ (button).hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      tell("Copied.");
    } catch {
      tell("This browser does not let the page copy. It is selected: copy it yourself.", "error");
    }
  });
}
