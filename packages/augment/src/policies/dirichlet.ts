import { randomGamma } from 'd3-random';
import type { Random } from '../random.ts';
import { drawBelow } from './draw-operation.ts';

/**
 * Weights >= 0 whose sum is 1, from the symmetric Dirichlet distribution.
 *
 * @param alpha > 0: small values favour one of the weights, 1 makes all weights equally likely, large values make them equal
 */
export function drawDirichlet(alpha: number, count: number, random: Random): readonly number[] {
  const gamma = randomGamma.source(random)(alpha, 1);
  const drawn = Array.from({ length: count }, gamma);
  const greatest = Math.max(...drawn);
  // Below about 1e-3 all may vanish in double precision; in the limit of small alpha one weight has it all.
  if (greatest === 0) {
    const chosen = drawBelow(count, random);
    return drawn.map((_, i) => (i === chosen ? 1 : 0));
  }
  // By the greatest first: the sum of huge numbers is infinite.
  const scaled = drawn.map((value) => value / greatest);
  const sum = scaled.reduce((a, b) => a + b, 0);
  return scaled.map((value) => value / sum);
}
