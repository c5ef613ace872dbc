/** When a note looks for its place: what is selected goes into the form that stands in the bar instead of the kinds. */

const FIELDS = ["revision", "start", "end", "exact"];

export class Repair {
  /** @param {HTMLElement} root hears `selection:settled` @param {HTMLFormElement | null} form */
  constructor(root, form) {
    if (!form) return;
    root.addEventListener("selection:settled", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      for (const name of FIELDS) /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = String(detail[name]);
    });
  }
}
