import type { ScaleKind } from './axis-scale.ts';
import { PlotError } from './plot-error.ts';

/** Beyond these sizes doubles leave no room for ticks: larger values count as infinite, smaller ones as 0. */
export const LARGEST = 1e300;
export const SMALLEST = 1e-300;
/** The least relative width at which neighbouring ticks are still different numbers. */
const NARROWEST = 1e-12;

/** Grows with each number that an axis has to reach. */
export function reach() {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  return {
    add(value: number): void {
      if (value < low) low = value;
      if (value > high) high = value;
    },
    /** The least and the largest, which say as much of their domain as all; nothing where there is none. */
    ends: (): readonly number[] => (low <= high ? [low, high] : []),
  };
}

/** The least and the largest of the values. */
export function extentOf(values: Iterable<number>): readonly number[] {
  const { add, ends } = reach();
  for (const value of values) add(value);
  return ends();
}

/** The extent of the values, widened where all are (nearly) equal so that they sit in the middle. */
export function domainOf(values: Iterable<number>, kind: ScaleKind): readonly [number, number] {
  const [low = Number.POSITIVE_INFINITY, high = Number.NEGATIVE_INFINITY] = extentOf(values);
  if (isWide(low, high)) return [low, high];
  if (kind === 'log') return [low / 2, high * 2];
  const size = Math.abs(low);
  const half = size < SMALLEST ? 0.5 : size * 0.05;
  return [low - half, high + half];
}

/** Whether there are enough numbers between the two for ticks. */
export function isWide(low: number, high: number): boolean {
  return high - low > Math.max(Math.abs(low), Math.abs(high), SMALLEST) * NARROWEST;
}

/** Checks a domain that a caller chose. `axis` names figure and axis in errors. */
export function checkDomain([low, high]: readonly [number, number], kind: ScaleKind, axis: string) {
  if (!(Math.abs(low) <= LARGEST && Math.abs(high) <= LARGEST && isWide(low, high))) {
    throw new PlotError(`${axis}.domain is [${low}, ${high}]; give two finite numbers, the lower first.`);
  }
  if (kind === 'log' && low < SMALLEST) {
    throw new PlotError(`${axis}.domain starts at ${low}; a log axis starts above 0.`);
  }
  return [low, high] as const;
}
