import { AT_LEAST, type Operation } from '../workloads.ts';
import { type Cell, timeOf } from './cell.ts';

/**
 * Whether an operation must take longer than the limit, from those that it contains: PGD-10 takes ten input gradients.
 *
 * @param done one contender's results so far on the same network.
 */
export function isHopeless(
  operation: Operation,
  done: ReadonlyMap<Operation, Cell>,
  limitSeconds: number,
): boolean {
  return AT_LEAST[operation].some(([part, times]) => {
    const cell = done.get(part);
    if (cell === undefined) return false;
    return cell.status === 'over' || times * (timeOf(cell) ?? 0) > limitSeconds * 1000;
  });
}
