import { sparkline, type Trace } from '@gradlab/plot';
import type { Progress } from './progress.ts';
import { plain } from './progress-text.ts';

const BAR = 24;
/** A shorter bar tells less than its percentage. */
const SHORTEST_BAR = 4;
/** More would not be looked at. */
const MOST_METRICS = 6;

function bar({ done, total }: Progress, length: number): string {
  // Nothing to fill where the total is not known.
  if (total === undefined) return '';
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
  const full = Math.floor(share * length);
  return `${'█'.repeat(full)}${'░'.repeat(length - full)}${length === 0 ? '' : ' '}${Math.floor(share * 100)} %  `;
}

/** At most four digits behind the point, and never more than fit: `12345.7`, `3.0e-7`. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1);
  return value.toFixed(size >= 1000 ? 1 : 4);
}

function metricLine(name: string, width: number, value: number | undefined, course: Trace): string {
  const { y } = course.points();
  const finite = y.filter(Number.isFinite);
  const range = [Math.min(...finite), Math.max(...finite)].map(short).join(' to ');
  const now = value === undefined || !Number.isFinite(value) ? '' : short(value);
  const curve = finite.length < 2 ? '' : `  ${sparkline(y)}  ${range}`;
  return `  ${name.padEnd(width)}  ${now.padEnd(8)}${curve}`.trimEnd();
}

/**
 * What a person watches: a bar, and below it the course of each metric, from the lowest to the highest of it.
 *
 * @param text what is said beside the bar
 * @param columns of the terminal: the bar gets shorter where a line would break
 */
export function dashboard(
  progress: Progress,
  text: string,
  courses: ReadonlyMap<string, Trace>,
  columns = Number.POSITIVE_INFINITY,
): string {
  const { phase, metrics = {} } = progress;
  const shown = Object.keys(metrics)
    .slice(0, MOST_METRICS)
    .map((name) => [name, plain(name), courses.get(name)] as const);
  const width = Math.max(0, ...shown.map(([, name]) => name.length));
  const lines = shown.flatMap(([key, name, course]) =>
    course === undefined ? [] : [metricLine(name, width, metrics[key], course)],
  );
  const first = (length: number) => `${plain(phase)}  ${bar(progress, length)}${text}`;
  const over = Math.max(0, first(BAR).length - columns);
  const length = BAR - over;
  return [first(length < SHORTEST_BAR ? 0 : length), ...lines].join('\n');
}
