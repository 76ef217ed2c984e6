import type { ScaleKind } from './axis-scale.ts';
import { PlotError } from './plot-error.ts';

/** The extent of the values, widened where all are equal so that they sit in the middle. */
export function domainOf(values: Iterable<number>, kind: ScaleKind): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high > low) return [low, high];
  if (kind === 'log') return [low / 2, low * 2];
  const half = Math.abs(low) * 0.1 || 0.5;
  return [low - half, low + half];
}

/** Checks a domain that a caller chose. */
export function checkDomain([low, high]: readonly [number, number], kind: ScaleKind, axis: string) {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new PlotError(
      `lineChart: ${axis}.domain is [${low}, ${high}]; give two finite numbers, the lower first.`,
    );
  }
  if (kind === 'log' && low <= 0) {
    throw new PlotError(`lineChart: ${axis}.domain starts at ${low}; a log axis starts above 0.`);
  }
  return [low, high] as const;
}
