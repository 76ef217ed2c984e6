import { InvalidInputError } from '../errors.ts';
import type { RobustAccuracyPoint } from './robust-accuracy.ts';

/** A radius at which an attack left more samples right than at a smaller one. */
export interface Rise {
  readonly eps: number;
  readonly accuracy: number;
  /** The smaller radius at which it left the fewest, and their accuracy. */
  readonly smallerEps: number;
  readonly smallerAccuracy: number;
}

export interface Monotonicity {
  readonly monotone: boolean;
  /** By growing radius; empty where the curve is monotone. */
  readonly rises: readonly Rise[];
}

/**
 * Whether a curve of `robustAccuracy` never rises with the radius. A ball contains all smaller ones, so true robust accuracy
 * cannot rise: where the measured one does, the attack missed adversarial samples that it had found before, and all its
 * numbers are too high by at least that much. A better attack, more steps or restarts are called for.
 *
 * The radii may come in any order; equal ones are not compared.
 * @throws InvalidInputError when a radius or an accuracy is NaN.
 */
export function monotonicity(curve: readonly Pick<RobustAccuracyPoint, 'eps' | 'accuracy'>[]): Monotonicity {
  const broken = curve.findIndex(({ eps, accuracy }) => Number.isNaN(eps) || Number.isNaN(accuracy));
  if (broken >= 0) throw new InvalidInputError(`point ${broken} of the curve is NaN`);
  const ascending = [...curve].sort((a, b) => a.eps - b.eps);
  const rises = ascending.flatMap((point): Rise[] => {
    const smaller = ascending.filter(({ eps }) => eps < point.eps);
    const least = smaller.reduce((low, other) => (other.accuracy < low.accuracy ? other : low), point);
    if (least.accuracy >= point.accuracy) return [];
    const { eps, accuracy } = point;
    return [{ eps, accuracy, smallerEps: least.eps, smallerAccuracy: least.accuracy }];
  });
  return { monotone: rises.length === 0, rises };
}
