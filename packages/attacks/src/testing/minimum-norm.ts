import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Attack } from '../attacks/attack.ts';
import { labelsOf, logistic } from '../test-support.ts';
import type { Norm } from '../threats/threat.ts';
import { describeHeavy } from './heavy.ts';

const FIRST = [
  [1.5, 0.3],
  [-2, 0.3],
] as const;
const SECOND = [
  [-2.4, 1.2],
  [0.5, -2.3],
] as const;

/** Sigmoid net of two inputs, two units and two classes, with a curved boundary (the tests of CleverHans). */
export function curvedNet(xs: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const hidden = tf.sigmoid(tf.matMul(xs as tf.Tensor2D, tf.tensor2d(FIRST.map((row) => [...row]))));
    return tf.matMul(hidden, tf.tensor2d(SECOND.map((row) => [...row])));
  });
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
const LENGTH: Record<Norm, (a: number, b: number) => number> = {
  linf: (a, b) => Math.max(Math.abs(a), Math.abs(b)),
  // Math.hypot takes ten times as long.
  l2: (a, b) => Math.sqrt(a * a + b * b),
  l1: (a, b) => Math.abs(a) + Math.abs(b),
};

/** What class 1 has over class 0. */
function lead(x: number, y: number): number {
  const [a, b] = [sigmoid(1.5 * x - 2 * y), sigmoid(0.3 * x + 0.3 * y)];
  return a * (1.2 + 2.4) + b * (-2.3 - 0.5);
}

const CELLS = 1000;
let cached: Uint8Array | undefined;

/** Which corners of the grid's cells have class 1. */
function classesOnGrid(): Uint8Array {
  cached ??= Uint8Array.from({ length: (CELLS + 1) ** 2 }, (_, at) =>
    Number(lead(Math.floor(at / (CELLS + 1)) / CELLS, (at % (CELLS + 1)) / CELLS) > 0),
  );
  return cached;
}

/** The nearest point of a grid of the unit square that has the other class: at most a cell (0.001) beyond the optimum. */
function bruteForce([x, y]: readonly [number, number], norm: Norm): number {
  const own = Number(lead(x, y) > 0);
  let best = Number.POSITIVE_INFINITY;
  for (const [at, found] of classesOnGrid().entries()) {
    if (found === own) continue;
    const [i, j] = [Math.floor(at / (CELLS + 1)), at % (CELLS + 1)];
    best = Math.min(best, LENGTH[norm](i / CELLS - x, j / CELLS - y));
  }
  return best;
}

const POINTS = [
  [0.5, 0.5],
  [0.1, 0.9],
  [0.3, 0.95],
  [0.8, 0.2],
  [0.95, 0.05],
] as const;

export interface MinimumNormOptions {
  /** Times the optimum on the curved net that the attack may take. Default 1.1. */
  readonly factor?: number;
  /** The targeted form; absent where there is none. */
  readonly targeted?: () => Attack;
  /** Takes seconds: on wasm alone. Default false. */
  readonly heavy?: boolean;
}

/** What an attack owes that looks for the smallest change. */
export function itFindsTheSmallestChange(
  name: string,
  make: () => Attack,
  norm: Norm,
  { factor = 1.1, targeted, heavy = false }: MinimumNormOptions = {},
): void {
  const xs = tf.keep(tf.tensor2d(POINTS.map((point) => [...point])));
  const labels = tf.keep(tf.cast(tf.argMax(curvedNet(xs), 1), 'int32')) as tf.Tensor1D;

  const expectNearOptimum = (distances: Float32Array) => {
    const optimum = POINTS.map((point) => bruteForce(point, norm));
    for (const [i, best] of optimum.entries()) {
      expect(distances[i], `sample ${i}, optimum ${best}`).toBeLessThanOrEqual(best * factor);
      // The grid's own error: half a cell in each of two directions, in L1 a whole one.
      expect(distances[i], `sample ${i}, optimum ${best}`).toBeGreaterThanOrEqual(best - 1 / CELLS);
    }
  };

  describeHeavy(`${name} looks for the smallest change`, heavy, () => {
    it(`comes within ${factor} times the brute-force optimum of a curved net in ${norm}`, async () => {
      const result = await make().run(curvedNet, xs, labels);
      expect(result.success).toEqual(POINTS.map(() => true));
      expectNearOptimum(result.distances[norm]);
      expect(result.adversarial.shape).toEqual(xs.shape);
      result.dispose();
    });

    it.runIf(targeted)('does the same towards a target', async () => {
      const others = tf.sub(1, labels) as tf.Tensor1D;
      const result = await (targeted as () => Attack)().run(curvedNet, xs, tf.cast(others, 'int32'));
      expect(result.success).toEqual(POINTS.map(() => true));
      expect(Array.from(result.adversarialPredictions)).toEqual(Array.from(others.dataSync()));
      expectNearOptimum(result.distances[norm]);
      result.dispose();
    });

    it('leaves samples that are wrong already as they are, and spends nothing more on them', async () => {
      const wrong = labelsOf(...Array.from(labels.dataSync(), (label, i) => (i === 2 ? label : 1 - label)));
      const result = await make().run(curvedNet, xs, wrong);
      expect(result.alreadyMisclassified).toEqual([true, true, false, true, true]);
      expect(result.success).toEqual([false, false, true, false, false]);
      expect(Array.from(result.distances.linf).map((distance) => distance > 0)).toEqual(result.success);
      const spent = Array.from(result.gradients, (count, i) => count + (result.queries[i] ?? 0));
      expect(Math.max(...spent.filter((_, i) => i !== 2))).toBeLessThanOrEqual(2);
      result.dispose();
    });

    it('says so where it fails, and hands out what came nearest to the goal', async () => {
      // Class 1 leads by at least 1 in all of the box.
      const safe = logistic([2, -1], 2);
      const start = tf.tensor2d([[0.6, 0.2]]);
      const result = await make().run(safe, start, labelsOf(1));
      expect(result.success).toEqual([false]);
      const left = (x: tf.Tensor) => safe(x).dataSync()[1] ?? Number.NaN;
      expect(left(result.adversarial)).toBeGreaterThanOrEqual(1 - 1e-6);
      expect(left(result.adversarial)).toBeLessThan(left(start));
      result.dispose();
    });

    it('has no limit, and says what it is', () => {
      const attack = make();
      expect([attack.threat.norm, attack.threat.eps]).toEqual([norm, Number.POSITIVE_INFINITY]);
      expect(attack.targeted).toBe(false);
    });
  });
}
