/** Whether this thread may sleep; the main thread of a page may not. */
function maySleep(): boolean {
  try {
    // Returns at once: the word is not what it is said to be.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

let sleeps: boolean | undefined;

/**
 * Waits until the word is 0: looks at it for a while, then sleeps where this thread may, and goes on looking where it may not.
 *
 * @returns false when `timeout` milliseconds have passed first.
 */
export function waitUntilZero(
  words: Int32Array,
  index: number,
  { spinMicroseconds, timeout }: { readonly spinMicroseconds: number; readonly timeout: number },
): boolean {
  sleeps ??= maySleep();
  const start = performance.now();
  for (;;) {
    // Looking at the clock costs far more than looking at the word.
    for (let i = 0; i < 64; i++) if (Atomics.load(words, index) === 0) return true;
    const waited = performance.now() - start;
    if (waited > timeout) return false;
    if (sleeps && waited * 1000 >= spinMicroseconds) {
      const left = Atomics.load(words, index);
      if (left !== 0) Atomics.wait(words, index, left, Math.max(1, timeout - waited));
    }
  }
}
