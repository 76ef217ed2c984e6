import type { Bounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { probabilityScore, type Score } from './black-box/answers.ts';
import { type Change, type Individual, offspring, randomIndividual } from './black-box/evolution.ts';
import { checkCount, checkPositive, checkSeed } from './black-box/options.ts';
import { type Plane, placeOf, planeOf } from './black-box/plane.ts';
import { type Sample, type Search, searchEach } from './black-box/search.ts';
import { defineAttack } from './define-attack.ts';

export interface OnePixelOptions {
  /** Number of pixels that may change. Default 1. */
  readonly pixels?: number;
  /** Number of candidates of a generation, at least 4. Default 400 (Su et al.). */
  readonly population?: number;
  /** Number of generations after the first, at most. Default 100 (Su et al.). */
  readonly generations?: number;
  /** Factor of the difference of two candidates that is added to a third. Default 0.5 (Su et al.). */
  readonly differentialWeight?: number;
  /** Integer that decides the evolution. Default 0. */
  readonly seed?: number;
  /** Limits the change of the pixels and where they may be: `masked(linf, mask)`. Default `linf` with an infinite eps. */
  readonly threat?: Threat;
  /** The labels are the classes to reach instead of the classes to leave. Default false. */
  readonly targeted?: boolean;
}

/**
 * One-pixel attack: differential evolution over the place and colour of `pixels` pixels, which may take any colour within
 * the bounds. A child is made of three parents, without crossover, and replaces the candidate of its place if the label's
 * probability is lower (targeted: higher). A sample ends as soon as a candidate is adversarial, which needs no threshold
 * on the probability, and costs at most `population * (generations + 1)` queries. Without success the best candidate is
 * handed out. It calls no gradient.
 *
 * Images are NHWC, `[N, H, W, C]`, and a pixel is all channels of a place. In batches of another rank each value is one.
 *
 * Su, Vargas and Sakurai (2019), "One pixel attack for fooling deep neural networks", arXiv:1710.08864.
 * @throws InvalidOptionError when an option is out of range, or (the attack) the classifier's bounds are not finite.
 */
export function onePixel(options: OnePixelOptions = {}): Attack {
  const { threat = linf, targeted = false } = options;
  const pixels = checkCount(options.pixels ?? 1, 'pixels');
  const population = checkCount(options.population ?? 400, 'population');
  if (population < 4) {
    throw new InvalidOptionError(
      `population must be at least 4: a child has three parents; got ${population}`,
    );
  }
  const generations = checkCount(options.generations ?? 100, 'generations');
  const weight = checkPositive(options.differentialWeight ?? 0.5, 'differentialWeight');
  const seed = checkSeed(options.seed);

  return defineAttack({
    id: 'one-pixel',
    threat: threat(Number.POSITIVE_INFINITY),
    targeted,
    async perturb(input) {
      const { bounds } = input.classifier;
      if (!bounds.every(Number.isFinite)) {
        throw new InvalidOptionError(
          `onePixel draws colours from the classifier's bounds, which must be finite, got [${bounds.join(', ')}]`,
        );
      }
      const plane = planeOf(input.xs.shape);
      const setting = { plane, bounds, pixels, population, generations, weight };
      return searchEach(input, {
        seed,
        queries: population * (generations + 1),
        answer: probabilityScore,
        search: (sample) => evolve(sample, setting),
      });
    },
  });
}

interface Setting {
  readonly plane: Plane;
  readonly bounds: Bounds;
  readonly pixels: number;
  readonly population: number;
  readonly generations: number;
  readonly weight: number;
}

function* evolve(sample: Sample, setting: Setting): Search<Score> {
  const { population, generations } = setting;
  let present = Array.from({ length: population }, () => randomIndividual(sample, setting));
  let losses = yield* judged(sample, present, setting);
  for (let generation = 0; losses && generation < generations; generation++) {
    const children = offspring(present, sample, setting);
    const theirs = yield* judged(sample, children, setting);
    if (!theirs) return;
    const parents: readonly number[] = losses;
    const better = theirs.map((loss, i) => loss < (parents[i] ?? 0));
    present = present.map((parent, i) => (better[i] ? (children[i] ?? parent) : parent));
    losses = parents.map((loss, i) => (better[i] ? (theirs[i] ?? loss) : loss));
    const leader = present[losses.indexOf(Math.min(...losses))] ?? [];
    sample.best = painted(sample, leader, setting);
  }
}

/** Candidates asked about at once. */
const AT_ONCE = 32;

/** The losses of the individuals; none where one of them reached the goal, which ends the search. */
function* judged(
  sample: Sample,
  individuals: readonly Individual[],
  setting: Setting,
): Generator<readonly Float32Array[], number[] | undefined, readonly Score[]> {
  const losses: number[] = [];
  for (let from = 0; from < individuals.length; from += AT_ONCE) {
    const candidates = individuals
      .slice(from, from + AT_ONCE)
      .map((individual) => painted(sample, individual, setting));
    const scores = yield candidates;
    const hit = candidates.find((_, i) => scores[i]?.reached);
    if (hit) {
      sample.best = hit;
      return undefined;
    }
    losses.push(...scores.map(({ loss }) => loss));
  }
  return losses;
}

/** The sample with an individual's pixels. */
function painted({ clean }: Sample, individual: readonly Change[], { plane }: Setting): Float32Array {
  const values = clean.slice();
  for (const { row, column, colour } of individual) {
    for (const [channel, value] of colour.entries()) {
      values[placeOf(plane, Math.floor(row), Math.floor(column), channel)] = value;
    }
  }
  return values;
}
