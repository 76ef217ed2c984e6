/** Long enough to cost nothing, short enough for an abort and a page's animations to feel immediate. */
const INTERVAL_MS = 50;

/**
 * Returns a function to await between steps: now and then it lets the event loop run, so that an abort can be given and a
 * page drawn while TensorFlow.js computes synchronously.
 */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < INTERVAL_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
