/** How long the reader's engine takes: `measure` is driven by `annotator/bench/painting.py`. All times in milliseconds. */

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Time an act: `script` until it returns, `painted` until the frame that shows it has been handed over. */
async function timed(act) {
  const start = performance.now();
  act();
  const script = performance.now() - start;
  await harness.frame();
  return { script, painted: performance.now() - start };
}

/** The medians of several. */
async function often(times, act) {
  const all = [];
  for (let n = 0; n < times; n++) {
    await harness.frame();
    all.push(await timed(() => act(n)));
  }
  return { script: median(all.map(({ script }) => script)), painted: median(all.map(({ painted }) => painted)) };
}

window.measure = {
  /** Lay the text out; the engine is not there yet. */
  async prepare(html) {
    harness.show([{ id: "a", html, long: true }]);
    await document.fonts.ready;
    for (let n = 0; n < 5; n++) await harness.frame();
  },

  /** Wire the engine, as the page does while the data is on its way; it looks around the window and reads the text's nodes. */
  async start() {
    const times = await timed(() => {
      harness.start();
      harness.painter.paint();
    });
    for (let n = 0; n < 5; n++) await harness.frame();
    return times;
  },

  /** From the answer of the server, as text, to the first paint. */
  first: (data) => timed(() => harness.store.replace(JSON.parse(data))),

  filter: (times, all, some) => often(times, (n) => harness.store.replace(JSON.parse(n % 2 ? all : some))),

  more: (times) =>
    often(times, (n) =>
      harness.store.add({ text: "a", handle: n, start: 40 + 9 * n, end: 70 + 9 * n, kind: 1, flags: 0, tint: 0, author: null, badge: "" }),
    ),

  /** A click on annotated words in view: until the annotations there are known and shown as chosen. */
  async click(times) {
    const own = harness.offsetsOf("a");
    const seen = harness.store
      .overlapping("a", 0, 3000)
      .map(({ start }) => own.liveRange(start, start + 1).getBoundingClientRect())
      .filter(({ width, top, bottom }) => width && top > 0 && bottom < innerHeight);
    return often(times, (n) => {
      const { left, width, top, height } = seen[(n * 7) % seen.length];
      const at = { clientX: left + width / 2, clientY: top + height / 2 };
      own.element.dispatchEvent(new MouseEvent("click", { bubbles: true, ...at }));
    });
  },

  whole: () => timed(() => harness.painter.paintWhole()),

  /** Scroll down from the top for a while, 40 px a frame. */
  async scroll(seconds) {
    const gaps = [];
    const started = performance.now();
    scrollTo(0, 0);
    for (let last = started; last - started < 1000 * seconds; ) {
      scrollBy(0, 40);
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
    }
    return { fps: (1000 * (gaps.length - 1)) / gaps.slice(1).reduce((a, b) => a + b), worst: Math.max(...gaps.slice(1)) };
  },
};
