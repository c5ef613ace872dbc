/** The reader's modules talk by events on the #reader element; their names stand in the contract of each module. */

/**
 * Tell the page that something has happened.
 * @param {HTMLElement} root the #reader element
 * @param {string} name such as "annotations:chosen"
 * @param {unknown} [detail]
 */
export function emit(root, name, detail) {
  root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
}

/**
 * Run at most once a frame, however often it is called.
 * @param {() => void} act
 * @returns {() => void}
 */
export function oncePerFrame(act) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      act();
    });
  };
}
