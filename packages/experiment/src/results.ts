import type { Experiment, Metric, Mode } from './experiment.ts';

/** The content of `results.json`. `reported` and `reproduced` have the same keys. */
export interface Results {
  readonly id: string;
  readonly title: string;
  readonly mode: Mode;
  readonly seed: number;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Wall-clock time of the run, with loading its data. */
  readonly seconds: number;
  readonly reported: Readonly<Record<string, number | string>>;
  readonly reproduced: Readonly<Record<string, number>>;
  readonly passed: boolean;
  /** Files beside this one. */
  readonly artifacts: readonly string[];
}

/** The source's numbers alone. */
export function reportedOf({ metrics }: Pick<Experiment, 'metrics'>): Record<string, number | string> {
  return Object.fromEntries(Object.entries(metrics).map(([key, { reported }]) => [key, reported]));
}

/** A value as the tables show it. */
export function formatValue(value: number | string, format: Metric['format'] = 'number'): string {
  if (typeof value === 'string') {
    const [, sign, bound] = /^([<>]=?) ([\d.]+)$/.exec(value) ?? [];
    return sign === undefined ? value : `${sign} ${formatValue(Number(bound), format)}`;
  }
  return format === 'percent' ? `${(100 * value).toFixed(2)} %` : String(Number(value.toPrecision(4)));
}

/** Reproduced minus reported; nothing where the source gives only a bound. */
export function formatDifference({ reported, format }: Metric, reproduced: number): string {
  if (typeof reported === 'string') return '';
  const difference = reproduced - reported;
  const sign = difference < 0 ? '\u2212' : '+';
  const size = Math.abs(difference);
  return format === 'percent'
    ? `${sign}${(100 * size).toFixed(2)} points`
    : `${sign}${Number(size.toPrecision(2))}`;
}
