import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { InvalidOptionError } from '../errors.ts';
import { type Eps, radius, selectEps } from '../threats/radius.ts';
import { normalRows } from '../threats/random.ts';
import {
  type AscentOptions,
  ascentAttack,
  ascentSettings,
  checkLength,
  checkSeed,
  mapEps,
} from './ascent.ts';
import type { Attack, AttackInput } from './attack.ts';
import { follow, plain } from './outlook.ts';

export interface RFgsmOptions extends Omit<AscentOptions, 'steps'> {
  /** Length of the random step, less than eps; the rest is the length of the step along the gradient. Default eps / 2. */
  readonly alpha?: Eps;
  /** Integer that decides the random step. Default 0. */
  readonly seed?: number;
}

/**
 * R+FGSM: a random step of length `alpha` (in `linf` by the signs of normal noise), then one of length `eps - alpha` along
 * the gradient, which gets out of the sharp curvature that masks gradients at the sample itself.
 *
 * Tramer, Kurakin, Papernot, Goodfellow, Boneh and McDaniel (2018), "Ensemble adversarial training: attacks and defenses",
 * arXiv:1705.07204.
 * @throws InvalidOptionError when an option is out of range, `alpha` not below `eps`, or `eps` missing for a norm other than
 * `linf`.
 */
export function rFgsm(options: RFgsmOptions = {}): Attack {
  const { alpha: _, ...rest } = options;
  const settings = ascentSettings('r-fgsm', { ...rest, steps: 1 }, (eps) => eps / 2);
  const { eps } = settings.threat;
  const random =
    options.alpha === undefined ? mapEps(eps, (of) => of / 2) : checkLength('alpha', options.alpha);
  const left = difference(eps, random);
  const seed = checkSeed(options.seed ?? 0);
  return ascentAttack(
    'r-fgsm',
    { ...settings, alpha: left },
    { start: randomStep(random, seed), guide: follow(plain(settings.loss)) },
  );
}

function difference(eps: Eps, alpha: Eps): Eps {
  const count = [eps, alpha].map((value) => (typeof value === 'number' ? 1 : value.length));
  const at = (value: Eps, row: number) => (typeof value === 'number' ? value : (value[row] ?? Number.NaN));
  const left = Array.from({ length: Math.max(...count) }, (_, row) => at(eps, row) - at(alpha, row));
  const bad = left.findIndex((length, row) => !(length > 0) && at(eps, row) !== 0);
  if (bad >= 0) {
    throw new InvalidOptionError(`alpha must be less than eps, got ${at(alpha, bad)} and ${at(eps, bad)}`);
  }
  const lengths = left.map((length) => Math.max(length, 0));
  return Math.max(...count) === 1 && typeof eps === 'number' ? (lengths[0] ?? 0) : lengths;
}

const randomStep =
  (alpha: Eps, seed: number) =>
  ({ xs, threat, classifier, rows }: AttackInput): tf.Tensor =>
    tf.tidy(() => {
      const noise = normalRows(xs.shape, { seed, ...(rows && { rows }) });
      const length = radius(rows ? selectEps(alpha, rows) : alpha, xs);
      const delta = threat.project(tf.mul(threat.steepest(noise), length));
      return clipToBounds(tf.add(xs, delta), classifier.bounds);
    });
