/** Keys of the queries desk: from proposal to proposal, tick, accept, stet. The page works without. */

const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const desk = document.getElementById("desk");
const proposals = [...(desk?.querySelectorAll("[data-proposal]") ?? [])];

/** Where the keyboard is; -1 for nowhere. */
function here() {
  return proposals.findIndex((proposal) => proposal.contains(document.activeElement));
}

/** @param {Element | undefined} proposal @param {string} what @returns {HTMLElement | null} */
function part(proposal, what) {
  return /** @type {HTMLElement | null} */ (proposal?.querySelector(what) ?? null);
}

/** @param {number} way */
function step(way) {
  const next = here() < 0 ? 0 : Math.max(0, Math.min(proposals.length - 1, here() + way));
  const tick = part(proposals[next], "input[type=checkbox]");
  tick?.focus({ preventScroll: true });
  proposals[next]?.scrollIntoView({ block: "nearest" });
}

/** @param {string} key */
function act(key) {
  if (key === desk?.dataset.next) return step(1);
  if (key === desk?.dataset.previous) return step(-1);
  const what = { x: "input[type=checkbox]", a: "[data-accept]", s: "[data-stet]" }[key];
  if (what) part(proposals[here()], what)?.click();
}

// Who has switched single keys off has none here either.
if (desk?.dataset.next) {
  const help = /** @type {HTMLElement | null} */ (desk.querySelector("[data-keys-help]"));
  if (help) help.hidden = false;
  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.matches(FIELDS)) return;
    act(event.key);
  });
}
