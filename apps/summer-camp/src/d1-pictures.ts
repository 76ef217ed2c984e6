import { errorSurface, type Figure, lineChart, type SurfacePath } from '@gradlab/plot';
import type { History } from '@gradlab/train';
import type { Descent } from './descent.ts';
import { excess, type Pair } from './linear-problem.ts';
import type { RunningFeature } from './running-statistics.ts';

/** After more steps a narrow valley is filled with lines. */
const DRAWN_STEPS = 30;

function wayOf(name: string, path: readonly Pair[], dashed = false): SurfacePath {
  const [steps, drawn] = [path.length - 1, path.slice(0, DRAWN_STEPS + 1)];
  return {
    name: steps > DRAWN_STEPS ? `${name}, first ${DRAWN_STEPS} of ${steps} steps` : name,
    x: drawn.map(([u]) => u),
    y: drawn.map(([, v]) => v),
    dashed,
  };
}

/** The error over both weights, around the optimum and as far as the start, with one unit for both. */
export function surfaceOf(
  title: string,
  { curvature, best, path, condition }: Descent,
  ways: Readonly<Record<string, readonly Pair[]>>,
): Figure {
  const [start = best] = path;
  const reach = 1.3 * Math.max(Math.abs(start[0] - best[0]), Math.abs(start[1] - best[1]));
  const around = (centre: number) => [centre - reach, centre + reach] as const;
  return errorSurface({
    title: `${title}: condition number ${Number(condition.toPrecision(3))}`,
    x: { label: 'weight of the first feature', domain: around(best[0]) },
    y: { label: 'weight of the second feature', domain: around(best[1]) },
    surface: (u, v) => excess(curvature, best, [u, v]),
    z: { label: 'error', scale: 'log', levels: 10 },
    resolution: 200,
    equal: true,
    paths: [
      ...Object.entries(ways).map(([name, way], index) => wayOf(name, way, index > 0)),
      wayOf('optimum in closed form', [best]),
    ],
  });
}

/** Error above the least one, step by step, as a share of the first. */
export const descentCurves = (descents: Readonly<Record<string, Descent>>): Figure =>
  lineChart({
    title: 'Descent on the same data, each with its best rate',
    x: { label: 'step' },
    y: { label: 'share of the error left', scale: 'log' },
    series: Object.entries(descents).map(([name, descent]) => ({
      name: `${name}: ${descent.steps} steps`,
      y: descent.excess.map((error) => error / (descent.excess[0] as number)),
    })),
  });

/** The variance of a feature in every batch, and what batch norm keeps of it. */
export const runningCurves = ({ batchVariance, byHand, byLayer }: RunningFeature): Figure =>
  lineChart({
    title: 'Running variance: 0.9 of the old, 0.1 of the batch\u2019s',
    x: { label: 'batch' },
    y: { label: 'variance' },
    series: [
      { name: 'of the batch', y: batchVariance, dashed: true, markers: false },
      { name: 'kept by the layer', y: byLayer, markers: false },
      { name: 'by hand', y: byHand.map((value, i) => (i % 5 === 0 ? value : Number.NaN)), markers: true },
    ],
  });

/** Training loss and test accuracy after each epoch, with batch norm and without. */
export const digitCurves = (
  histories: Readonly<Record<string, History>>,
): Readonly<Record<string, Figure>> => {
  const chart = (title: string, label: string, of: (log: History[number]) => number, format?: string) =>
    lineChart({
      title,
      x: { label: 'epoch' },
      y: { label, ...(format === undefined ? { scale: 'log' as const } : { format }) },
      series: Object.entries(histories).map(([name, history]) => ({
        name,
        x: history.map(({ epoch }) => epoch),
        y: history.map(of),
        markers: true,
      })),
    });
  return {
    'digits-loss': chart('Digits: training loss', 'cross-entropy within the epoch', ({ loss }) => loss),
    'digits-accuracy': chart(
      'Digits: test accuracy',
      'accuracy',
      ({ validation }) => validation?.metrics.accuracy ?? Number.NaN,
      '.1%',
    ),
  };
};
