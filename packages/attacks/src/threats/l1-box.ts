/**
 * The point that is nearest to a change in the Euclidean sense, among those whose L1 norm is at most `eps` and whose every
 * value stays within its room. The ball alone would waste budget: what is clipped at a bound afterwards is lost.
 *
 * Every value is shrunk towards 0 by the same amount and then cut at its room; the amount is found exactly, between two of
 * the points where the norm's slope changes. Croce and Hein (2021), "Mind the box: l1-APGD for sparse adversarial attacks on
 * image classifiers", arXiv:2103.01208.
 * @param change One sample's change, in units of the input.
 * @param room How far each value may move in the direction of its change, >= 0.
 */
export function projectL1Box(change: Float32Array, room: ArrayLike<number>, eps: number): Float32Array {
  const amount = shrinkage(change, room, eps);
  return change.map((value, index) => Math.sign(value) * left(Math.abs(value), room[index] ?? 0, amount));
}

const left = (size: number, room: number, amount: number) => Math.min(Math.max(size - amount, 0), room);

function shrinkage(change: Float32Array, room: ArrayLike<number>, eps: number): number {
  const norm = (amount: number) =>
    change.reduce((sum, value, index) => sum + left(Math.abs(value), room[index] ?? 0, amount), 0);
  if (norm(0) <= eps) return 0;
  const bends = bendsOf(change, room);
  // The norm is above eps at `low`, and at most eps at `high`.
  let low = 0;
  let high = bends.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (norm(bends[middle] ?? 0) > eps) low = middle;
    else high = middle;
  }
  const from = bends[low] ?? 0;
  const to = bends[high] ?? 0;
  const above = norm(from);
  return from + ((above - eps) / (above - norm(to))) * (to - from);
}

/** Where values begin to shrink and where they vanish, in ascending order from 0. */
function bendsOf(change: Float32Array, room: ArrayLike<number>): Float64Array {
  const bends = new Float64Array(2 * change.length + 1);
  change.forEach((value, index) => {
    bends[2 * index + 1] = Math.abs(value);
    bends[2 * index + 2] = Math.max(Math.abs(value) - (room[index] ?? 0), 0);
  });
  return bends.sort();
}
