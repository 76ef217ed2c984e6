import { PlotError } from './plot-error.ts';
import type { Point } from './series.ts';

/**
 * The moving average that TensorBoard draws: each value counts `weight` times as much as the one after it, and the sum is divided by that of the
 * weights, so that the start is not drawn towards 0 (Kingma and Ba, 2015, section 3). Gaps stay gaps and are passed over.
 */
export function smoothed(
  points: readonly (Point | undefined)[],
  weight: number,
): readonly (Point | undefined)[] {
  let [sum, weights] = [0, 0];
  return points.map((point) => {
    if (point === undefined) return undefined;
    sum = sum * weight + point.y * (1 - weight);
    weights = weights * weight + (1 - weight);
    return { x: point.x, y: sum / weights };
  });
}

/** @throws PlotError where the weight is not from 0 to less than 1 */
export function checkSmoothing(weight: number, where: string): number {
  if (weight >= 0 && weight < 1) return weight;
  throw new PlotError(`${where}: smoothing is ${weight}; give a weight from 0 (none) to less than 1.`);
}
