import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { linearModel, oracleSamples, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { jsma } from './jsma.ts';

itIsAnHonestAttack('jsma', {
  make: () => jsma({ gamma: 0.5 }),
  deterministic: () => jsma({ gamma: 0.5, atOnce: 1 }),
  targeted: () => jsma({ gamma: 0.2, theta: 0.2, targeted: true }),
  random: false,
});

const changedCounts = (adversarial: tf.Tensor, xs: tf.Tensor) =>
  tf.sum(
    tf.cast(
      tf.notEqual(tf.reshape(adversarial, [xs.shape[0]!, -1]), tf.reshape(xs, [xs.shape[0]!, -1])),
      'int32',
    ),
    1,
  );

describe('jsma on a logistic model', () => {
  // Class 1 leads by 1.3; the values weigh 2, -1, 0.5, 0.
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);

  it.each([
    // Lowered, the first value takes away 1.2 and the third 0.2; raised, the second takes away 0.8.
    [{ theta: -1, atOnce: 1, gamma: 1 }, [0, 0.2, 0, 0.5], 2],
    [{ theta: -1, atOnce: 2, gamma: 1 }, [0, 0.2, 0, 0.5], 1],
    // Raised, only the second helps: 0.5 are left.
    [{ theta: 1, atOnce: 1, gamma: 1 }, [0.6, 1, 0.4, 0.5], 1],
    [{ theta: -0.1, atOnce: 1, gamma: 1 }, [0.5, 0.2, 0.3, 0.5], 2],
    // A quarter of four values is one.
    [{ theta: -1, atOnce: 1, gamma: 0.25 }, [0, 0.2, 0.4, 0.5], 1],
  ] as const)('changes what weighs most: %o', async (options, expected, steps) => {
    const result = await jsma(options).run(model, xs, labelsOf(1));
    expectClose(result.adversarial.dataSync(), expected);
    expect(result.queries[0]).toBe(steps);
    expect(result.success).toEqual([(model(result.adversarial).dataSync()[1] ?? 1) < 0]);
  });

  it('pairs a value that helps with one that does not hinder', async () => {
    // Only where the other logit moves as well is there a pair to speak of.
    const both = (x: tf.Tensor) => tf.sub(model(x), tf.div(tf.sum(model(x), 1, true), 2));
    const result = await jsma({ gamma: 1 }).run(both, xs, labelsOf(1));
    expectClose(result.adversarial.dataSync(), [0.6, 1, 0.4, 1]);
    expect([result.queries[0], result.success[0]]).toEqual([1, false]);
  });

  it('goes towards a target', async () => {
    const away = tf.tensor2d([[0, 0.6, 0.1, 0.5]]);
    // Class 0 leads by 0.45. The first value is worth 2.
    const result = await jsma({ targeted: true, atOnce: 1, gamma: 1 }).run(model, away, labelsOf(1));
    expectClose(result.adversarial.dataSync(), [1, 0.6, 0.1, 0.5]);
    expect(result.success).toEqual([true]);
  });

  it('leaves samples that are wrong already as they are', async () => {
    const two = tf.tensor2d([
      [0.9, 0.2, 0.4, 0.5],
      [0, 0.9, 0.1, 0.5],
    ]);
    const result = await jsma({ theta: -1, gamma: 1 }).run(model, two, labelsOf(1, 1));
    expect(result.alreadyMisclassified).toEqual([false, true]);
    expect(result.success).toEqual([true, false]);
    expect(result.distances.linf[1]).toBe(0);
    expect([result.queries[1], result.gradients[1]]).toEqual([0, 1]);
  });

  it('says what it is', () => {
    const { threat, targeted } = jsma();
    expect([threat.norm, threat.eps, targeted]).toEqual(['l1', Number.POSITIVE_INFINITY, false]);
  });
});

describe('jsma on the linear oracle', () => {
  it.each(SAMPLE_SHAPES)('changes as few values as can be: samples [%s]', async (...sample) => {
    const { xs, labels, optimum } = oracleSamples(8, sample);
    // Each value counts 1 / 16. By its sign theta serves one half of the samples.
    const onSide = (side: number) =>
      Array.from(labels.dataSync()).flatMap((label, i) => (label === side ? [i] : []));
    for (const [side, theta] of [
      [1, -0.2],
      [0, 0.2],
    ] as const) {
      const result = await jsma({ theta, gamma: 1, atOnce: 1 }).run(linearModel, xs, labels);
      const counts = changedCounts(result.adversarial, xs).dataSync();
      for (const i of onSide(side)) {
        expect(result.success[i]).toBe(true);
        // A change of 0.2 of each value, never cut by a bound, and the last of them only completes it.
        const needed = (optimum.l1[i] ?? 0) / 0.2;
        expect(counts[i]).toBeGreaterThanOrEqual(Math.ceil(needed - 1e-4));
        expect(counts[i]).toBeLessThanOrEqual(Math.floor(needed + 1e-4) + 1);
      }
    }
  });
});

describe('jsma among several classes', () => {
  it('fools a net in pairs, within its share of the values', async () => {
    const net = classifier(smoothNet(64, 5, 901));
    const xs = uniform([6, 8, 8, 1], 903, 0.3, 0.7);
    const labels = tf.cast(tf.argMax(net.logits(xs), 1), 'int32') as tf.Tensor1D;
    const result = await jsma({ gamma: 0.5 }).run(net, xs, labels);
    expect(result.success).toEqual(new Array(6).fill(true));
    const counts = Array.from(changedCounts(result.adversarial, xs).dataSync());
    expect(Math.max(...counts)).toBeLessThanOrEqual(32);
    expect(counts.map((count) => count % 2)).toEqual(new Array(6).fill(0));
    // Two gradients and a query for each pair, and one gradient at the clean sample.
    expect(Array.from(result.gradients)).toEqual(counts.map((count) => count + 1));
    expect(Array.from(result.queries)).toEqual(counts.map((count) => count / 2));
  });
});

describe('jsma', () => {
  it.each([
    [{ theta: 0 }, /theta must be a finite number other than 0, got 0/],
    [{ theta: Number.NaN }, /theta.*got NaN/],
    [{ gamma: 0 }, /gamma must be greater than 0 and at most 1, got 0/],
    [{ gamma: 1.1 }, /gamma must be greater than 0 and at most 1, got 1.1/],
    [{ atOnce: 3 as 2 }, /atOnce must be 1 or 2, got 3/],
  ])('refuses %o', (options, message) => {
    expect(() => jsma(options)).toThrow(InvalidOptionError);
    expect(() => jsma(options)).toThrow(message);
  });
});
