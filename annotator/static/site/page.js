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
