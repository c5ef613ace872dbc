/** A page with nothing but the reader's engine, for tests and measurements: `harness` is what they drive. */

import * as annotations from "/notes/annotations.js";
import * as badges from "/notes/badges.js";
import * as caret from "/notes/caret.js";
import * as highlights from "/notes/highlights.js";
import * as isotonic from "/notes/isotonic.js";
import * as offsets from "/notes/offsets.js";
import * as painter from "/notes/painter.js";
import * as pointer from "/notes/pointer.js";
import * as selection from "/notes/selection.js";
import * as segments from "/notes/segments.js";
import * as sweep from "/notes/sweep.js";
import * as wrapping from "/notes/wrapping.js";

const root = document.getElementById("reader");
const EVENTS = ["annotations:changed", "annotations:pointed", "annotations:chosen", "window:painted"].concat(
  ["settled", "refused", "cleared"].map((name) => `selection:${name}`),
);

const harness = {
  ...{ annotations, badges, caret, highlights, isotonic, offsets, painter, pointer, selection, segments, sweep, wrapping },
  root,
  /** What has been said: [name, detail]. */
  heard: [],

  /** Show texts: [{id, html | tree, lang?, dir?, long?}]. */
  show(texts) {
    root.querySelector(".page").replaceChildren(
      ...texts.map(({ id, html = "", tree, lang = "en", dir = "ltr", long = false }) => {
        const prose = document.createElement("div");
        Object.assign(prose, { lang, dir, className: long ? "prose long" : "prose" });
        Object.assign(prose.dataset, { text: id, revision: `revision of ${id}` });
        if (tree) prose.append(...tree.map(grow));
        else prose.innerHTML = html;
        return prose;
      }),
    );
  },

  text(id) {
    return root.querySelector(`[data-text="${id}"]`);
  },

  offsetsOf(id) {
    return offsets.offsetsOf(harness.text(id));
  },

  /** Wire everything, as the page does. */
  start({ wrap = false } = {}) {
    const store = new annotations.Annotations(root);
    harness.store = store;
    harness.painter = new painter.Painter(root, store, wrap ? new wrapping.WrappingBrush() : undefined);
    harness.badgeLayer = new badges.Badges(root, store);
    harness.pointerWatch = new pointer.Pointer(root, store);
    harness.selectionWatch = new selection.SelectionWatch(root);
    harness.caretWatch = new caret.Caret(root, store);
  },

  /** The details of every event of a name so far. */
  said(name) {
    return harness.heard.filter(([said]) => said === name).map(([, detail]) => detail);
  },

  /** The rectangle around a span. */
  box(id, start, end) {
    const { left, top, right, bottom } = harness.offsetsOf(id).liveRange(start, end).getClientRects()[0];
    return { left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2 };
  },

  /** What is painted on a text: [name, start, end], in code points. */
  painted(id) {
    const own = harness.offsetsOf(id);
    return [...CSS.highlights].flatMap(([name, ranges]) =>
      [...ranges]
        .filter(({ startContainer }) => own.element.contains(startContainer))
        .map((range) => [
          name,
          own.pointOf(range.startContainer, range.startOffset),
          own.pointOf(range.endContainer, range.endOffset),
        ]),
    );
  },

  /** The next frame has been painted. */
  frame: () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))),
};

/** A tree such as ["p", "words ", ["em", "more"]]; ["mark*", …] is a mark for screen readers. */
function grow(branch) {
  if (typeof branch === "string") return document.createTextNode(branch);
  const [name, ...inner] = branch;
  const element = document.createElement(name.replace("*", ""));
  if (name.endsWith("*")) element.setAttribute("data-mark", "");
  element.append(...inner.map(grow));
  return element;
}

for (const name of EVENTS) root.addEventListener(name, ({ detail }) => harness.heard.push([name, detail]));
window.harness = harness;
