import type { Bounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Eps } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { marginScore, type Score } from './black-box/answers.ts';
import { checkCount, checkNorm, checkPositive, checkSeed } from './black-box/options.ts';
import { type Sample, type Search, searchEach } from './black-box/search.ts';
import { difference, inBall, moved } from './black-box/vectors.ts';
import { budget } from './budget.ts';
import { defineAttack } from './define-attack.ts';

export interface SpsaOptions {
  /** Radius of the ball, in units of the input. Default 8/255 for `linf`; `l2` needs it. */
  readonly eps?: Eps;
  /** Number of steps, at most; a sample that is adversarial takes no more. Default 100 (Uesato et al.). */
  readonly steps?: number;
  /** Queries for the gradient estimate of a step, an even number: half of them are mirrored. Default 128 (CleverHans). */
  readonly samples?: number;
  /** How far the queries are from the present point in each value, in units of the input. Default 0.01 (Uesato et al.). */
  readonly delta?: number;
  /** Learning rate of Adam, in units of the input. Default 0.01 (Uesato et al.). */
  readonly learningRate?: number;
  /** Integer that decides the random directions. Default 0. */
  readonly seed?: number;
  /** `linf` or `l2`, or a threat model of your own in one of these norms. Default `linf`. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * Simultaneous perturbation stochastic approximation: estimates the gradient of the margin `z_y - max z_k` from differences
 * along random directions of signs, and follows it with Adam. It calls no gradient, so it sees through masked ones. A
 * sample costs at most `steps * (samples + 1)` queries: those of the estimate, and one that looks whether the new point is
 * adversarial. The queries, too, stay in the ball and in the bounds.
 *
 * Uesato, O'Donoghue, van den Oord and Kohli (2018), "Adversarial risk and the dangers of evaluating against weak attacks",
 * arXiv:1802.05666.
 * @throws InvalidOptionError when `eps` is negative, not finite, or missing for `l2`; when the norm is neither `linf` nor
 * `l2`, `steps` not a positive integer, `samples` not even and positive, `delta` or `learningRate` not positive, or `seed`
 * not an integer.
 */
export function spsa(options: SpsaOptions = {}): Attack {
  const { threat: threatOf = linf, targeted = false } = options;
  const steps = checkCount(options.steps ?? 100, 'steps');
  const samples = checkCount(options.samples ?? 128, 'samples');
  if (samples % 2 !== 0) throw new InvalidOptionError(`samples must be even, got ${samples}`);
  const delta = checkPositive(options.delta ?? 0.01, 'delta');
  const learningRate = checkPositive(options.learningRate ?? 0.01, 'learningRate');
  const seed = checkSeed(options.seed);
  const threat = budget('spsa', threatOf, options.eps);
  const norm = checkNorm('spsa', threat, ['linf', 'l2']);

  return defineAttack({
    id: 'spsa',
    threat,
    targeted,
    perturb(input) {
      const { bounds } = input.classifier;
      const setting = { steps, samples, delta, learningRate, norm, bounds };
      return searchEach(input, {
        seed,
        queries: steps * (samples + 1),
        answer: marginScore,
        search: (sample) => searchOf(sample, setting),
      });
    },
  });
}

interface Setting {
  readonly steps: number;
  readonly samples: number;
  readonly delta: number;
  readonly learningRate: number;
  readonly norm: 'linf' | 'l2';
  readonly bounds: Bounds;
}

function* searchOf(sample: Sample, setting: Setting): Search<Score> {
  const { clean, eps } = sample;
  if (eps === 0) return;
  const adam = adamOf(clean.length, setting.learningRate);
  for (let step = 1; step <= setting.steps; step++) {
    const downhill = adam(yield* slope(sample, setting), step);
    const next = moved(sample.best, 1, downhill, setting.bounds);
    // Clean samples lie in the bounds, so the way back into the ball stays in them.
    sample.best = moved(clean, 1, inBall(difference(next, clean), eps, setting.norm), setting.bounds);
    const [score] = yield [sample.best];
    if (score?.reached) return;
  }
}

/** Directions asked about at once: a large image times many samples must fit into memory. */
const DIRECTIONS_AT_ONCE = 16;

/** The estimated gradient of the loss at the sample's present point. */
function* slope(
  { best, free, uniform }: Sample,
  { samples, delta, bounds }: Setting,
): Generator<readonly Float32Array[], Float64Array, readonly Score[]> {
  const total = new Float64Array(best.length);
  for (let left = samples / 2; left > 0; left -= DIRECTIONS_AT_ONCE) {
    const directions = Array.from({ length: Math.min(left, DIRECTIONS_AT_ONCE) }, () =>
      free.map((may) => (uniform() < 0.5 ? -may : may)),
    );
    const scores = yield directions.flatMap((direction) => [
      moved(best, delta, direction, bounds),
      moved(best, -delta, direction, bounds),
    ]);
    for (const [i, direction] of directions.entries()) {
      const rise = (scores[2 * i]?.loss ?? 0) - (scores[2 * i + 1]?.loss ?? 0);
      for (let j = 0; j < total.length; j++) {
        total[j] = (total[j] as number) + ((rise / delta) * (direction[j] as number)) / samples;
      }
    }
  }
  return total;
}

/** Adam (Kingma and Ba 2015, arXiv:1412.6980) with its usual constants: from a gradient to the step downhill. */
function adamOf(size: number, learningRate: number) {
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  return (gradient: Float64Array, step: number): Float64Array => {
    const result = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const g = gradient[i] as number;
      const m = 0.9 * (mean[i] as number) + 0.1 * g;
      const v = 0.999 * (square[i] as number) + 0.001 * g * g;
      mean[i] = m;
      square[i] = v;
      result[i] = (-learningRate * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
    }
    return result;
  };
}
