/** Keys of the queries desk: from proposal to proposal, tick, accept, stet. The page works without. */

const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const THEN = "desk-then";

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
  goTo(proposals[here() < 0 ? 0 : Math.max(0, Math.min(proposals.length - 1, here() + way))]);
}

/** @param {Element | undefined} proposal */
function goTo(proposal) {
  part(proposal, "input[type=checkbox]")?.focus({ preventScroll: true });
  proposal?.scrollIntoView({ block: "nearest" });
}

/** A decision loads the desk anew: the work goes on at the proposal after it, or at the one before. */
function goOnAfter() {
  const then = proposals[here() + 1] ?? proposals[here() - 1];
  if (then) sessionStorage.setItem(THEN, then.id);
}

/** @param {string} key */
function act(key) {
  if (key === desk?.dataset.next) return step(1);
  if (key === desk?.dataset.previous) return step(-1);
  const what = { x: "input[type=checkbox]", a: "[data-accept]", s: "[data-stet]" }[key];
  if (what && key !== "x") goOnAfter();
  if (what) part(proposals[here()], what)?.click();
}

goTo(proposals.find((proposal) => proposal.id === sessionStorage.getItem(THEN)));
sessionStorage.removeItem(THEN);

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
