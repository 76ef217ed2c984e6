import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import { crossEntropy, crossEntropyWith } from './cross-entropy.ts';
import { classBalancedWeights, logitAdjusted } from './long-tail.ts';

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const counts = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 12 });

describe('classBalancedWeights', () => {
  it('is (1 - beta) / (1 - beta^n), scaled to add up to the number of classes', () => {
    // 1 - 0.5^1 = 1/2 and 1 - 0.5^2 = 3/4: 2 and 4/3, times 2 / (10/3).
    const weights = classBalancedWeights([1, 2], { beta: 0.5 });
    expect(weights[0]).toBeCloseTo(1.2, 12);
    expect(weights[1]).toBeCloseTo(0.8, 12);
  });

  it('is 1 for all with beta 0, and 1 / n towards beta 1', () => {
    expect(classBalancedWeights([3, 500, 20], { beta: 0 })).toEqual([1, 1, 1]);
    const [rare = 0, common = 0] = classBalancedWeights([500, 5000], { beta: 1 - 1e-12 });
    expect(rare / common).toBeCloseTo(10, 6);
  });

  it('adds up to the number of classes, and never gives a rarer class less', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1 - 1e-9, noNaN: true }), (sizes, beta) => {
        const weights = classBalancedWeights(sizes, { beta });
        const sum = weights.reduce((total, weight) => total + weight, 0);
        expect(Math.abs(sum - sizes.length)).toBeLessThanOrEqual(sizes.length * 1e-12);
        const order = [...sizes.keys()].sort((a, b) => sizes[a]! - sizes[b]!);
        for (const [place, k] of order.entries()) {
          if (place > 0) expect(weights[k]!).toBeLessThanOrEqual(weights[order[place - 1]!]! * (1 + 1e-12));
        }
      }),
    );
  });

  it('makes a loss of crossEntropyWith: the weighted mean of the samples', () => {
    const classWeights = classBalancedWeights([1, 2], { beta: 0.5 });
    const value = tf.tidy(() => {
      const logits = tf.tensor2d([
        [0, 0],
        [Math.log(3), 0],
      ]);
      return numbers(crossEntropyWith({ classWeights })(tf.tensor1d([0, 1], 'int32'), logits))[0];
    });
    expect(value).toBeCloseTo((1.2 * Math.log(2) + 0.8 * Math.log(4)) / 2, 6);
  });

  it.each([[[]], [[1, 0]], [[1.5]], [[Number.NaN]]])('refuses the counts %j', (wrong) => {
    expect(() => classBalancedWeights(wrong)).toThrow(TrainError);
  });

  it.each([1, -0.1, Number.NaN])('refuses beta %d', (beta) => {
    expect(() => classBalancedWeights([1, 2], { beta })).toThrow(TrainError);
  });
});

describe('logitAdjusted', () => {
  it('is log(1 + sum over the others of (share / own share)^tau e^(difference))', () => {
    const targets = [0, 2];
    const logits = [
      [0.5, -1, 2],
      [1, 0, -0.5],
    ];
    const sizes = [1, 3, 6];
    for (const tau of [0, 0.5, 1, 2]) {
      const losses = targets.map((own, i) =>
        Math.log(
          logits[i]!.reduce(
            (sum, z, k) => sum + (sizes[k]! / sizes[own]!) ** tau * Math.exp(z - logits[i]![own]!),
            0,
          ),
        ),
      );
      const value = tf.tidy(() =>
        numbers(logitAdjusted({ counts: sizes, tau })(tf.tensor1d(targets, 'int32'), tf.tensor2d(logits))),
      );
      expect(value[0]).toBeCloseTo((losses[0]! + losses[1]!) / 2, 5);
    }
  });

  it('is the cross-entropy where all classes are as frequent, whatever tau is, or tau is 0', () => {
    const values = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 999 }), fc.nat(2), (flat, count, own) => {
        tf.tidy(() => {
          const [logits, targets] = [tf.tensor2d(flat, [2, 3]), tf.tensor1d([own, 2 - own], 'int32')];
          const [plain] = numbers(crossEntropy(targets, logits));
          const same = logitAdjusted({ counts: [count, count, count], tau: 2 })(targets, logits);
          const none = logitAdjusted({ counts: [1, 50, 999], tau: 0 })(targets, logits);
          // Logits of up to 8 + 2 log 3 are rounded to 2^-24 of their size, several times.
          for (const loss of [same, none]) expect(Math.abs(numbers(loss)[0]! - plain!)).toBeLessThan(1e-5);
        });
      }),
    );
  });

  it('has its minimum where the softmax of the shifted logits is the target: the gradient is (p - onehot) / N', () => {
    const sizes = [1, 3, 6];
    const row = [0.5, -1, 2];
    const weights = row.map((z, k) => (Math.exp(z) * sizes[k]!) / 10);
    const sum = weights.reduce((total, value) => total + value, 0);
    const gradient = tf.tidy(() =>
      numbers(
        tf.grad((z) => logitAdjusted({ counts: sizes })(tf.tensor1d([1], 'int32'), z))(tf.tensor2d([row])),
      ),
    );
    for (const [k, weight] of weights.entries()) {
      expect(gradient[k]).toBeCloseTo(weight / sum - (k === 1 ? 1 : 0), 5);
    }
  });

  it('takes probabilities too, says what accuracy it deserves, and leaves only its result', () => {
    const loss = logitAdjusted({ counts: [2, 5] });
    expect(loss.ofClasses).toBe(true);
    const [targets, soft, logits] = [
      tf.tensor1d([1], 'int32'),
      tf.tensor2d([[0, 1]]),
      tf.tensor2d([[0.3, 0.1]]),
    ];
    const before = tf.memory().numTensors;
    const values = [loss(targets, logits), loss(soft, logits)];
    expect(tf.memory().numTensors).toBe(before + 2);
    expect(numbers(values[0]!)).toEqual(numbers(values[1]!));
    tf.dispose([values, targets, soft, logits]);
  });

  it('refuses counts that cannot be meant', () => {
    expect(() => logitAdjusted({ counts: [3, 0] })).toThrow(/class 1 has 0 samples/);
    expect(() => logitAdjusted({ counts: [3, 1], tau: -1 })).toThrow(TrainError);
    tf.tidy(() => {
      const loss = logitAdjusted({ counts: [3, 1] });
      expect(() => loss(tf.tensor1d([0], 'int32'), tf.zeros([1, 3]))).toThrow(/2 counts for 3 classes/);
    });
  });
});
