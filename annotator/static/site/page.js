/** What every page needs: one polite voice for screen readers, and the messages list. */

const voice = document.createElement("div");
voice.className = "visually-hidden";
voice.setAttribute("role", "status");
document.body.append(voice);

/** Say something to screen readers without moving anything. @param {string} words */
export function say(words) {
  voice.textContent = "";
  requestAnimationFrame(() => {
    voice.textContent = words;
  });
}

/** Put a message at the top of the page. @param {string} words @param {"info"|"success"|"error"} level */
export function tell(words, level = "info") {
  const list = document.getElementById("messages");
  const item = document.createElement("li");
  item.className = `message message--${level}`;
  item.textContent = words;
  list?.append(item);
  list?.removeAttribute("hidden");
}

/** The key of the search box, where nothing on the page has taken it: asked last, and never while somebody writes. */
window.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  const box = [...document.querySelectorAll("input[data-key]")].filter((one) => one.checkVisibility()).at(-1); // the page's own before the bar's
  if (!box || event.key !== box.dataset.key || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches?.("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});
