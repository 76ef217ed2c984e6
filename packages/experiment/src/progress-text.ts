import type { Progress } from './progress.ts';

const MEGABYTE = 1e6;
/** Earlier, a rate is guesswork. */
const MIN_SECONDS = 0.5;

/** A terminal would obey control characters. */
export const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

function amounts({ done, total, unit }: Progress): string {
  const bytes = unit === 'bytes';
  const [sofar, end] = [done, total].map((value) =>
    value !== undefined && bytes ? (value / MEGABYTE).toFixed(1) : value,
  );
  return `${sofar}${end === undefined ? '' : `/${end}`} ${bytes ? 'MB' : unit}`;
}

function duration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (seconds <= 120) return `${Math.ceil(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const figures = ({ metrics = {} }: Progress) =>
  Object.entries(metrics).flatMap(([name, value]) =>
    Number.isFinite(value) ? [`${name} ${value.toFixed(4)}`] : [],
  );

/** `fresh`: what was done in these seconds, without what an earlier run did. */
function rateAndEta({ done, total, unit }: Progress, fresh: number, seconds: number): string[] {
  if (seconds < MIN_SECONDS || fresh <= 0) return [];
  const rate = fresh / seconds;
  const shown =
    unit === 'bytes'
      ? `${(rate / MEGABYTE).toFixed(1)} MB/s`
      : `${Number(rate.toFixed(rate < 10 ? 1 : 0))} ${unit}/s`;
  return total !== undefined && done < total ? [shown, `ETA ${duration((total - done) / rate)}`] : [shown];
}

/**
 * What is said beside a bar: amounts, metrics, rate and time left. Nothing that is not known is said.
 *
 * @param startedWith `done` when the phase began, `seconds` ago.
 */
export function progressText(progress: Progress, startedWith: number, seconds: number): string {
  const rate = rateAndEta(progress, progress.done - startedWith, seconds);
  return [amounts(progress), ...figures(progress), ...rate].join('  ');
}
