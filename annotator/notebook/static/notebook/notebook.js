/** Choosing many notes: all at once, a stretch with Shift, and how many are chosen. Without it the boxes work one by one. */

const boxes = [...document.querySelectorAll("input[name=entry]")];
const all = document.querySelector("[data-all]");
const chosen = document.querySelector("[data-chosen]");
let last = -1;

function count() {
  const many = boxes.filter((box) => box.checked).length;
  if (chosen) chosen.textContent = many ? `(${many})` : "";
  const box = all?.querySelector("input");
  if (box) {
    box.checked = many > 0 && many === boxes.length;
    box.indeterminate = many > 0 && many < boxes.length;
  }
}

/** @param {MouseEvent} event */
function choose(event) {
  const at = boxes.indexOf(/** @type {HTMLInputElement} */ (event.target));
  if (event.shiftKey && last >= 0) {
    for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = boxes[at].checked;
  }
  last = at;
  count();
}

for (const box of boxes) box.addEventListener("click", choose);
all?.removeAttribute("hidden");
all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.querySelector("input").checked;
  count();
});
count();
