import type { Bounds } from '../../classifier/bounds.ts';
import type { Sample, Search } from './search.ts';
import { between, bisected, type Part, type Starts } from './start.ts';
import { difference, largest, length, moved, scaled, tabulated } from './vectors.ts';

export interface HopSkipJumpSetting {
  readonly steps: number;
  readonly initialEvaluations: number;
  readonly maxEvaluations: number;
  readonly gamma: number;
  readonly norm: 'linf' | 'l2';
  readonly bounds: Bounds;
  readonly starts: Starts;
}

/** Halving the way to the boundary never ends more coarsely than this. */
const COARSEST = 1e-3;
/** A jump is halved until it lands on an adversarial point: this often, at most. */
const HALVINGS = 30;

export function* hopSkipJumpSearch(sample: Sample, setting: HopSkipJumpSetting): Search<boolean> {
  const { steps, norm, bounds, gamma } = setting;
  const size = sample.clean.length;
  const measure = norm === 'l2' ? length : largest;
  const far = (point: Float32Array) => measure(difference(point, sample.clean));
  // As in the authors' code: gamma / d^(3/2) for L2, gamma / d^2 for Linf.
  const theta = gamma / (norm === 'l2' ? size ** 1.5 : size ** 2);

  const start = yield* setting.starts(sample);
  if (!start) return;
  sample.best = start;
  const toBoundary = (point: Float32Array) =>
    bisected(point, between(sample, point, norm), Math.min(theta, COARSEST));
  let point = yield* toBoundary(start);
  for (let step = 1; step <= steps; step++) {
    const distance = far(point);
    if (distance < far(sample.best)) sample.best = point;
    if (distance === 0) return;
    const reach =
      step === 1 ? firstReach(bounds, distance) : (norm === 'l2' ? size ** 0.5 : size) * theta * distance;
    const direction = yield* estimated(sample, point, reach, step, setting);
    if (!direction) return;
    const landed = yield* jumped(point, direction, distance / Math.sqrt(step), bounds);
    point = yield* toBoundary(landed);
  }
  if (far(point) < far(sample.best)) sample.best = point;
}

/** How far the first probes are from the boundary: a tenth of the bounds, as in the authors' code, where they are finite. */
const firstReach = ([min, max]: Bounds, distance: number) =>
  0.1 * (Number.isFinite(max - min) ? max - min : distance);

/** Probes asked about at once: a large image times many samples must fit into memory. */
const AT_ONCE = 32;

/** The direction of length 1 in which the points around a point of the boundary turn adversarial; none without queries. */
function* estimated(
  sample: Sample,
  point: Float32Array,
  reach: number,
  step: number,
  { initialEvaluations, maxEvaluations, norm, bounds }: HopSkipJumpSetting,
): Part<Float64Array | undefined> {
  const wanted = Math.floor(Math.min(initialEvaluations * Math.sqrt(step), maxEvaluations));
  const count = Math.min(wanted, sample.remaining);
  if (count < 1) return undefined;
  const [ofAll, ofAdversarial] = [new Float64Array(point.length), new Float64Array(point.length)];
  let adversarial = 0;
  for (let left = count; left > 0; left -= AT_ONCE) {
    const probes = Array.from({ length: Math.min(left, AT_ONCE) }, () =>
      moved(point, reach, noise(sample, norm), bounds),
    );
    const answers = yield probes;
    for (const [i, probe] of probes.entries()) {
      // Clipped to the bounds, so not the noise itself.
      const offset = difference(probe, point);
      add(ofAll, offset);
      if (!answers[i]) continue;
      add(ofAdversarial, offset);
      adversarial++;
    }
  }
  // Answers are 1 and -1. Without their mean, which lowers the variance, unless all are alike.
  const mean = (2 * adversarial) / count - 1;
  const baseline = Math.abs(mean) === 1 ? 0 : mean;
  const direction = ofAll.map((sum, i) => 2 * (ofAdversarial[i] as number) - sum - baseline * sum);
  if (norm === 'linf') return direction.map(Math.sign);
  const total = length(direction);
  return total === 0 ? direction : direction.map((value) => value / total);
}

/** A random direction of Euclidean length 1. */
function noise({ normal, uniform, free }: Sample, norm: 'linf' | 'l2'): Float64Array {
  const draw = norm === 'l2' ? normal : () => 2 * uniform() - 1;
  const values = tabulated(free.length, (i) => (free[i] as number) * draw());
  const total = length(values);
  return scaled(values, 1 / Math.max(total, Number.MIN_VALUE));
}

function add(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}

/** An adversarial point in the direction, half as far each time; the point itself where none is found. */
function* jumped(
  point: Float32Array,
  direction: Float64Array,
  distance: number,
  bounds: Bounds,
): Part<Float32Array> {
  for (let halving = 0; halving < HALVINGS; halving++) {
    const landing = moved(point, distance / 2 ** halving, direction, bounds);
    const [adversarial] = yield [landing];
    if (adversarial) return landing;
  }
  return point;
}
