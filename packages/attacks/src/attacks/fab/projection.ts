import type { Norm } from '../../threats/threat.ts';

/**
 * The smallest change, in a norm, that takes a point to a hyperplane without leaving the bounds: the least norm of d with
 * `<weights, d> = gap`. Where no such point exists, every value goes to the bound that is nearest to the plane.
 *
 * Every value moves in the direction in which it counts. In linf all move equally far, in l2 in proportion to their weight, in
 * l1 those with the largest weight go first; each until it meets its bound. The common factor is found exactly: the reach
 * is a concave function of it, so Newton's method, which is passing the values that meet their bound, ends after a few rounds.
 * Croce and Hein (2020), "Minimally distorted adversarial examples with a fast adaptive boundary attack", arXiv:1907.02044,
 * section 2.2.
 * @param weights Normal vector of the plane.
 * @param room How far each value may move towards the plane, >= 0.
 * @param gap What the change has to add, the value of the plane's equation; of any sign.
 */
export function stepToPlane(
  weights: Float32Array,
  room: Float32Array,
  gap: number,
  norm: Norm,
): Float64Array {
  const reach =
    norm === 'l1' ? greedy(weights, room, Math.abs(gap)) : even(weights, room, Math.abs(gap), norm);
  const side = Math.sign(gap);
  return reach.map((distance, index) => side * Math.sign(weights[index] ?? 0) * distance);
}

function even(weights: Float32Array, room: Float32Array, gap: number, norm: Norm): Float64Array {
  const size = weights.map(Math.abs);
  const pace = norm === 'linf' ? size.map((weight) => (weight > 0 ? 1 : 0)) : size;
  const factor = commonFactor(size, pace, room, gap);
  return Float64Array.from(pace, (of, index) => (of > 0 ? Math.min(factor * of, room[index] ?? 0) : 0));
}

function commonFactor(size: Float32Array, pace: Float32Array, room: Float32Array, gap: number): number {
  let factor = 0;
  for (;;) {
    let atBound = 0;
    let slope = 0;
    for (let index = 0; index < size.length; index++) {
      const of = pace[index] ?? 0;
      const weight = size[index] ?? 0;
      const limit = room[index] ?? 0;
      if (factor * of < limit) slope += weight * of;
      else atBound += weight * limit;
    }
    if (slope === 0) return Number.POSITIVE_INFINITY;
    const next = (gap - atBound) / slope;
    if (!(next > factor)) return factor;
    factor = next;
  }
}

function greedy(weights: Float32Array, room: Float32Array, gap: number): Float64Array {
  const order = Array.from(weights.keys()).sort(
    (a, b) => Math.abs(weights[b] ?? 0) - Math.abs(weights[a] ?? 0),
  );
  const moves = new Float64Array(weights.length);
  let missing = gap;
  for (const index of order) {
    const weight = Math.abs(weights[index] ?? 0);
    if (!(missing > 0 && weight > 0)) break;
    const move = Math.min(missing / weight, room[index] ?? 0);
    moves[index] = move;
    missing -= weight * move;
  }
  return moves;
}
