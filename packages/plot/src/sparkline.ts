const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** For values that are all the same: neither low nor high. */
const MIDDLE = '▄';

/** A curve in one line of text, a character a value, from the lowest to the highest; a space where a value is not finite. */
export function sparkline(values: ArrayLike<number>): string {
  const all = Array.from(values);
  const finite = all.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return all.map((value) => bar(value, low, high)).join('');
}

function bar(value: number, low: number, high: number): string {
  if (!Number.isFinite(value)) return ' ';
  if (low === high) return MIDDLE;
  // Halved, so that the distance of the largest numbers is one as well.
  const share = (value / 2 - low / 2) / (high / 2 - low / 2);
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? MIDDLE;
}
