import type { Courses, Experiment, Metric, Mode } from './experiment.ts';

/** The content of `results.json`. `reported` and `reproduced` have the same keys. */
export interface Results {
  readonly id: string;
  readonly title: string;
  readonly mode: Mode;
  readonly seed: number;
  /** The experiment's own options that were given, as typed; absent where there were none. */
  readonly options?: Readonly<Record<string, string>>;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Wall-clock time of the run, with loading its data, and with the parts before it was stopped and resumed (but for those that were killed). */
  readonly seconds: number;
  readonly reported: Readonly<Record<string, number | string>>;
  readonly reproduced: Readonly<Record<string, number>>;
  readonly passed: boolean;
  /** Courses of its trainings, by run and by name, a number for each epoch; absent where the experiment gives none. */
  readonly curves?: Courses;
  /** Files beside this one. */
  readonly artifacts: readonly string[];
}

/** The source's numbers alone. */
export function reportedOf({ metrics }: Pick<Experiment, 'metrics'>): Record<string, number | string> {
  return Object.fromEntries(Object.entries(metrics).map(([key, { reported }]) => [key, reported]));
}

/** Four digits, but never fewer than those before the point. */
const short = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));

/** A value as the tables show it. */
export function formatValue(value: number | string, format: Metric['format'] = 'number'): string {
  if (typeof value === 'string') {
    const [, sign, bound] = /^([<>]=?) ?([\d.]+)$/.exec(value) ?? [];
    return sign === undefined ? value : `${sign} ${formatValue(Number(bound), format)}`;
  }
  return format === 'percent' ? `${(100 * value).toFixed(2)} %` : short(value);
}

/** Reproduced minus reported; nothing where the source gives only a bound. */
export function formatDifference({ reported, format }: Metric, reproduced: number): string {
  if (typeof reported === 'string') return '';
  const difference = reproduced - reported;
  const size = format === 'percent' ? (100 * Math.abs(difference)).toFixed(2) : short(Math.abs(difference));
  // What rounds to nothing has no sign.
  if (Number(size) === 0) return format === 'percent' ? '0.00 points' : '0';
  return `${difference < 0 ? '\u2212' : '+'}${size}${format === 'percent' ? ' points' : ''}`;
}
