import type { Bounds } from '../../classifier/bounds.ts';
import type { Sample, Search } from './search.ts';
import { between, bisected, type Starts } from './start.ts';
import { difference, dot, length, moved, tabulated } from './vectors.ts';

export interface BoundarySetting {
  readonly sphericalStep: number;
  readonly sourceStep: number;
  readonly stepAdaptation: number;
  readonly convergence: number;
  readonly updateEvery: number;
  readonly bounds: Bounds;
  readonly starts: Starts;
}

/** Precision of the first point of the boundary, relative to the start's distance. */
const TOLERANCE = 1e-3;
/** Answers that an adaptation waits for, and the rates of success above and below which lengths grow and shrink (Foolbox). */
const SPHERICAL = { answers: 100, high: 0.5, low: 0.2 } as const;
const SOURCE = { answers: 30, high: 0.25, low: 0.1 } as const;

export function* boundarySearch(sample: Sample, setting: BoundarySetting): Search<boolean> {
  const { clean } = sample;
  const { updateEvery, stepAdaptation, convergence } = setting;
  const start = yield* setting.starts(sample);
  if (!start) return;
  sample.best = start;
  sample.best = yield* bisected(start, between(sample, start, 'l2'), TOLERANCE);

  let { sphericalStep, sourceStep } = setting;
  const around = tally(SPHERICAL);
  const towards = tally(SOURCE);
  for (let step = 1; sourceStep >= convergence; step++) {
    const distance = length(difference(sample.best, clean));
    if (distance === 0) return;
    const { spherical, nearer } = proposal(sample, setting, sphericalStep, sourceStep);
    const counts = step % updateEvery === 0;
    const answers = yield counts ? [nearer, spherical] : [nearer];
    if (answers[0] && length(difference(nearer, clean)) < distance) sample.best = nearer;
    if (!counts) continue;
    const change = around(answers[1] === true);
    sphericalStep *= stepAdaptation ** change;
    sourceStep *= stepAdaptation ** (change + towards(answers[0] === true));
  }
}

/** Collects answers, and says at the end of each round whether to lengthen (1), to shorten (-1) or to keep (0) the steps. */
function tally({ answers, high, low }: { readonly [key in 'answers' | 'high' | 'low']: number }) {
  let [successes, count] = [0, 0];
  return (success: boolean): -1 | 0 | 1 => {
    successes += success ? 1 : 0;
    count++;
    if (count < answers) return 0;
    const rate = successes / count;
    [successes, count] = [0, 0];
    if (rate > high) return 1;
    return rate < low ? -1 : 0;
  };
}

/** A random step on the sphere around the clean sample, and from there one towards it. */
function proposal(
  { best, clean, free, normal }: Sample,
  { bounds }: BoundarySetting,
  sphericalStep: number,
  sourceStep: number,
) {
  const toClean = difference(clean, best);
  const distance = length(toClean);
  const noise = tabulated(free.length, (i) => (free[i] as number) * normal());
  const along = dot(noise, toClean) / distance ** 2;
  const across = tabulated(noise.length, (i) => (noise[i] as number) - along * (toClean[i] as number));
  const stride = (sphericalStep * distance) / Math.max(length(across), Number.MIN_VALUE);
  // A tangent leaves the sphere; shortened by this factor it ends on it.
  const back = 1 / Math.sqrt(sphericalStep ** 2 + 1);
  const offset = tabulated(
    across.length,
    (i) => back * (stride * (across[i] as number) - (toClean[i] as number)),
  );
  const spherical = moved(clean, 1, offset, bounds);

  const home = difference(clean, spherical);
  const radius = length(home);
  // What clipping added to the distance is taken away as well.
  const way = sourceStep * distance + Math.max(radius - distance, 0);
  const nearer = moved(spherical, Math.min(way / Math.max(radius, Number.MIN_VALUE), 1), home, bounds);
  return { spherical, nearer };
}
