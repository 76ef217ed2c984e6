import type { Figure } from './figure.ts';
import { type LineChartAxis, lineChart } from './line-chart.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';
import { type Trace, trace } from './trace.ts';

export interface WatchOptions {
  /** @default 'Training' */
  readonly title?: string;
  /** @default { label: 'step' } */
  readonly x?: LineChartAxis;
  /** @default { label: 'value' } */
  readonly y?: LineChartAxis;
  /** Which metrics are drawn, in this order; by default all, in the order in which they first come. */
  readonly metrics?: readonly string[];
  /** The chart is drawn at most once in so many milliseconds. @default 200 */
  readonly intervalMs?: number;
  /** Points of each curve, at least 2: longer ones are means of neighbours. @default 400 */
  readonly points?: number;
  /** Pixels, at least 240. @default 560 */
  readonly width?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

/** A chart that grows. */
export interface Watch {
  /**
   * Takes the metrics of one step and draws when it is time. It has the shape of progress, so it can be given as `onProgress` of `fit` itself.
   * Steps without metrics are no steps of the chart. After `dispose` it does nothing.
   */
  update(progress: { readonly metrics?: Readonly<Record<string, number>> }): void;
  /** The chart as it is now, to keep; undefined while no value has a place on the axes. */
  figure(): Figure | undefined;
  /** Takes the chart out of the page and stops drawing. */
  dispose(): void;
}

/** The only thing that is asked of an element of a page. */
export type WatchTarget = Pick<Element, 'innerHTML'>;

/**
 * Draws metrics into an element of a page while they come, one curve a metric. What is in the element is replaced.
 * @throws PlotError where an option is out of its range
 */
export function watch(target: WatchTarget, options: WatchOptions = {}): Watch {
  const { intervalMs = 200, points = 400, metrics } = options;
  if (!(intervalMs >= 0)) {
    throw new PlotError(`watch: intervalMs is ${intervalMs}; give milliseconds, 0 or more.`);
  }
  const traces = new Map<string, Trace>((metrics ?? []).map((name) => [name, trace(points)]));
  // Wrong options are told now rather than in the middle of a training.
  trace(points);
  chart(options, new Map([['', { x: [1], y: [1] }]]));
  let step = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;

  const figure = () => {
    const curves = [...traces].map(([name, one]) => [name, one.points()] as const);
    const drawable = curves.filter(([, { y }]) => y.some(Number.isFinite));
    try {
      return drawable.length === 0 ? undefined : chart(options, new Map(drawable));
    } catch (error) {
      // The options were tried: what is left is that no value has a place on a log axis yet, and no training ends for that.
      if (error instanceof PlotError) return undefined;
      throw error;
    }
  };
  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = performance.now();
    target.innerHTML = figure()?.toSvg() ?? '';
  };
  return {
    figure,
    update: ({ metrics: values = {} }) => {
      const names = metrics ?? Object.keys(values);
      if (disposed || !names.some((name) => name in values)) return;
      for (const name of names) {
        const known = traces.get(name) ?? padded(trace(points), step);
        traces.set(name, known);
        known.push(values[name] ?? Number.NaN);
      }
      step++;
      // A metric that this step lacks keeps its place beside the others.
      for (const one of traces.values()) if (one.length < step) one.push(Number.NaN);
      const wait = drawnAt + intervalMs - performance.now();
      // A page paints when it gets to breathe: drawing here needs no timer to fire while a training computes.
      if (wait <= 0) draw();
      else timer ??= setTimeout(draw, wait);
    },
    dispose: () => {
      if (disposed) return;
      disposed = true;
      clearTimeout(timer);
      target.innerHTML = '';
    },
  };
}

/** A metric that comes later begins where it comes. */
function padded(one: Trace, steps: number): Trace {
  for (let step = 0; step < steps; step++) one.push(Number.NaN);
  return one;
}

function chart(
  { title = 'Training', x = { label: 'step' }, y = { label: 'value' }, width, theme }: WatchOptions,
  curves: ReadonlyMap<string, { readonly x: readonly number[]; readonly y: readonly number[] }>,
): Figure {
  return lineChart({
    title,
    x,
    y,
    series: [...curves].map(([name, points]) => ({ name, ...points, markers: false })),
    ...(width !== undefined && { width }),
    ...(theme !== undefined && { theme }),
  });
}
