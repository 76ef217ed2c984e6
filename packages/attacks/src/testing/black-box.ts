import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attack } from '../attacks/attack.ts';
import { inputGradient } from '../losses/input-gradient.ts';
import { expectClose, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { masked } from '../threats/masked.ts';
import type { Threat } from '../threats/threat.ts';
import { countingModel } from './counting-model.ts';

/** What an attack that only asks is to be tested with. */
export interface BlackBoxCase {
  /** The attack with about this many queries for each sample, and at most `budget(queries)`. */
  readonly make: (options: {
    readonly seed: number;
    readonly queries: number;
    readonly threat: Threat;
  }) => Attack;
  readonly threat: Threat;
  /** Most queries of the attack that `make` gives. Default what it was asked for. */
  readonly budget?: (queries: number) => number;
  /** The attack sees classes only. Default false: it sees logits. */
  readonly decisions?: boolean;
}

const CLASSES = 4;
const SAMPLE = [4, 4, 1];

/** The model's answers, and an error where somebody differentiates them. */
export function undifferentiable(model: (xs: tf.Tensor) => tf.Tensor): (xs: tf.Tensor) => tf.Tensor {
  const op = tf.customGrad((...args: unknown[]) => ({
    value: model(args[0] as tf.Tensor),
    gradFunc: () => {
      throw new Error('a gradient was asked for');
    },
  }));
  return (xs) => op(xs);
}

/** Logits that tell the class and nothing else: plateaus, whose gradient is 0. */
function plateaus(model: (xs: tf.Tensor) => tf.Tensor, height: number): (xs: tf.Tensor) => tf.Tensor {
  return (xs) => tf.mul(tf.cast(tf.oneHot(tf.argMax(model(xs), 1), CLASSES), 'float32'), height);
}

/** What attacks owe that see only the model's answers: no gradients, and no more queries than was said. */
export function itOnlyAsks(name: string, attack: BlackBoxCase): void {
  const { make, threat, budget = (queries) => queries, decisions = false } = attack;
  const net = smoothNet(16, CLASSES, 601);
  const xs = tf.keep(uniform([3, ...SAMPLE], 603));
  const labels = tf.keep(tf.cast(tf.argMax(net(xs), 1), 'int32')) as tf.Tensor1D;

  describe(`${name} only asks`, () => {
    it('calls no gradient', async () => {
      const model = undifferentiable(net);
      expect(() => inputGradient(model, xs, labels)).toThrow('a gradient was asked for');
      const result = await make({ seed: 1, queries: 100, threat }).run(model, xs, labels);
      expect(Array.from(result.gradients)).toEqual([0, 0, 0]);
      expect(Math.min(...result.queries)).toBeGreaterThan(0);
      result.dispose();
    });

    it.runIf(decisions)('sees no more than classes', async () => {
      const craft = async (model: (x: tf.Tensor) => tf.Tensor) =>
        Array.from((await make({ seed: 1, queries: 200, threat })(model, xs, labels)).dataSync());
      const seen = await craft(net);
      expect(await craft(plateaus(net, 5))).toEqual(seen);
      expect(seen).not.toEqual(Array.from(xs.dataSync()));
    });

    it('never asks more often than was said, and counts right, sample by sample', async () => {
      const property = fc.asyncProperty(
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 0, max: 1e6 }),
        async (queries, seed) => {
          const one = make({ seed, queries, threat });
          const counting = countingModel(net);
          const together = await one.run(counting, xs, labels);
          expect(Math.max(...together.queries)).toBeLessThanOrEqual(budget(queries));
          const sum = together.queries.reduce((total, value) => total + value, 0);
          expect(counting.rows()).toBe(sum + 2 * 3);
          const alone = await one.run(net, tf.slice(xs, 0, 1), tf.slice(labels, 0, 1));
          expect(alone.queries[0]).toBe(together.queries[0]);
          tf.dispose([together.adversarial, alone.adversarial]);
        },
      );
      await fc.assert(property, { numRuns: 8 });
    });

    it('leaves masked values alone', async () => {
      const mask = tf.greater(uniform([3, ...SAMPLE], 605), 0.3);
      const within = masked(threat, tf.cast(mask, 'float32'));
      const adversarial = await make({ seed: 2, queries: 150, threat: within })(net, xs, labels);
      const fixed = tf.cast(tf.logicalNot(mask), 'float32');
      expectClose(tf.mul(adversarial, fixed).dataSync(), tf.mul(xs, fixed).dataSync(), 0);
      expect(Array.from(adversarial.dataSync())).not.toEqual(Array.from(xs.dataSync()));
    });

    it('names logits that are not finite', async () => {
      const broken = countingModel((x) => (broken.calls() === 1 ? net(x) : tf.mul(net(x), Number.NaN)));
      const run = make({ seed: 1, queries: 50, threat }).run(broken, xs, labels);
      await expect(run).rejects.toThrow(/logits that are not finite near sample 0/);
    });

    it('marks samples that are wrong already, and counts none of them as a success', async () => {
      const wrong = labelsOf(...Array.from(labels.dataSync(), (label) => (label + 1) % CLASSES));
      const result = await make({ seed: 1, queries: 100, threat }).run(net, xs, wrong);
      expect(result.success).toEqual([false, false, false]);
      expect(result.alreadyMisclassified).toEqual([true, true, true]);
      result.dispose();
    });
  });
}
