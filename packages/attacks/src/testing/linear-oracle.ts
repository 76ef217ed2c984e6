import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Attack } from '../attacks/attack.ts';
import { uniform } from '../test-support.ts';
import type { Norm } from '../threats/threat.ts';
import { describeHeavy } from './heavy.ts';

/** What one sample of rank 1, 2 and 3 looks like: a row, a sequence of vectors, an image. Sixteen values each. */
export const SAMPLE_SHAPES: readonly (readonly number[])[] = [[16], [8, 2], [4, 4, 1]];
export const BATCHES: readonly number[] = [1, 3, 8];
const SIZE = 16;

/**
 * Four classes around one hyperplane, `l = mean(x) - 0.5`, logits `[-l, l, -1, -2]`: the model of adv_lib's tests
 * (Rony and Ben Ayed), whose smallest adversarial perturbations are known.
 */
export function linearModel(xs: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const l = tf.sub(tf.mean(tf.reshape(xs, [xs.shape[0] ?? 0, -1]), 1, true), 0.5);
    const shifted = (by: number) => tf.add(tf.mul(l, 0), by);
    return tf.concat([tf.neg(l), l, shifted(-1), shifted(-2)], 1) as tf.Tensor2D;
  });
}

/** Samples right by the model, alternately on both sides of the plane, and their smallest perturbations in each norm. */
export interface OracleSamples {
  readonly xs: tf.Tensor;
  readonly labels: tf.Tensor1D;
  readonly optimum: Readonly<Record<Norm, readonly number[]>>;
}

/** All values are in [0.2, 0.8], and every mean at most 0.2 from 0.5: the bounds [0, 1] do not get in the way. */
export function oracleSamples(batch: number, sample: readonly number[]): OracleSamples {
  return tf.tidy(() => {
    const noise = uniform([batch, SIZE], 41 + batch, -0.15, 0.15);
    const centred = tf.sub(noise, tf.mean(noise, 1, true));
    const offsets = Array.from({ length: batch }, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.04 + 0.02 * (i % 4)));
    const xs = tf.add(tf.add(centred, 0.5), tf.tensor2d(offsets, [batch, 1]));
    const size = offsets.map(Math.abs);
    return {
      xs: tf.reshape(xs, [batch, ...sample]),
      labels: tf.tensor1d(
        offsets.map((offset) => (offset > 0 ? 1 : 0)),
        'int32',
      ),
      optimum: {
        linf: size,
        l2: size.map((value) => value * Math.sqrt(SIZE)),
        l1: size.map((value) => value * SIZE),
      },
    };
  });
}

const PAIRS = BATCHES.flatMap((batch) => SAMPLE_SHAPES.map((sample) => [batch, sample] as const));

/** Every batch size with every shape, or, for the slowest attacks, each once. */
const pairsOf = (shapes: readonly (readonly number[])[], each: 'pair' | 'once') =>
  PAIRS.filter(
    ([batch, sample]) =>
      shapes.includes(sample) &&
      (each === 'pair' || BATCHES.indexOf(batch) === SAMPLE_SHAPES.indexOf(sample)),
  );

/** What the oracle's tests may be told. */
export interface OracleOptions {
  /** Times the optimum that the attack may take. Default 1.25. */
  readonly factor?: number;
  /** Shapes of a sample, for attacks that only know some. Default ranks 1, 2 and 3. */
  readonly shapes?: readonly (readonly number[])[];
  /** `once`: each batch size with one shape. Default `pair`: with every shape. */
  readonly each?: 'pair' | 'once';
  /** Takes seconds: on wasm alone. Default false. */
  readonly heavy?: boolean;
}

/** An attack that looks for the smallest change finds one of at most `factor` times the optimum, and none below it. */
export function itObeysTheOracle(
  name: string,
  makeAttack: () => Attack,
  norm: Norm,
  { factor = 1.25, shapes = SAMPLE_SHAPES, each = 'pair', heavy = false }: OracleOptions = {},
): void {
  describeHeavy(`${name} on the linear oracle in ${norm}`, heavy, () => {
    it.each(pairsOf(shapes, each))(
      `finds ${factor} times the optimum or better: batch %d, samples [%s]`,
      async (batch, sample) => {
        const { xs, labels, optimum } = oracleSamples(batch, sample);
        const result = await makeAttack().run(linearModel, xs, labels);
        expect(result.success).toEqual(new Array(batch).fill(true));
        for (let i = 0; i < batch; i++) {
          const best = optimum[norm][i] ?? Number.NaN;
          expect(result.distances[norm][i], `sample ${i}`).toBeLessThanOrEqual(best * factor);
          // Float32 rounding of sixteen values near 0.5, each within 6e-8.
          expect(result.distances[norm][i], `sample ${i}`).toBeGreaterThanOrEqual(best - 2e-6);
        }
        tf.dispose([xs, labels, result.adversarial]);
      },
    );
  });
}

/** An attack with a budget of 1.25 times each sample's optimum fools all of them, and never spends more. */
export function itSpendsItsBudget(
  name: string,
  makeAttackForEps: (eps: readonly number[]) => Attack,
  norm: Norm,
  { factor = 1.25, shapes = SAMPLE_SHAPES, each = 'pair', heavy = false }: OracleOptions = {},
): void {
  describeHeavy(`${name} on the linear oracle in ${norm}`, heavy, () => {
    it.each(pairsOf(shapes, each))(
      `fools all with ${factor} times the optimum: batch %d, samples [%s]`,
      async (batch, sample) => {
        const { xs, labels, optimum } = oracleSamples(batch, sample);
        const eps = optimum[norm].map((best) => best * factor);
        const result = await makeAttackForEps(eps).run(linearModel, xs, labels);
        expect(result.success).toEqual(new Array(batch).fill(true));
        for (let i = 0; i < batch; i++) {
          expect(result.distances[norm][i], `sample ${i}`).toBeLessThanOrEqual((eps[i] ?? 0) + 1e-6);
        }
        tf.dispose([xs, labels, result.adversarial]);
      },
    );
  });
}
