import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { eotPgd } from '../attacks/eot-pgd.ts';
import { fgsm } from '../attacks/fgsm.ts';
import { classifier } from '../classifier/classifier.ts';
import { InvalidInputError, InvalidLabelsError, InvalidOptionError } from '../errors.ts';
import { labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { robustAccuracy } from './robust-accuracy.ts';
import { votedAccuracy } from './voted-accuracy.ts';

/** Margins x1 + bias, where the bias is drawn from a list, one after the other. */
function drawing(biases: readonly number[]) {
  let call = 0;
  return classifier((xs: tf.Tensor) => logistic([10], biases[call++ % biases.length] ?? 0)(xs), {
    randomness: 'expected',
  });
}
const data = (values: number[], labels: number[]) => [
  { xs: tf.tensor2d(values, [values.length, 1]), ys: labelsOf(...labels) },
];

describe('votedAccuracy', () => {
  it('is robustAccuracy for a model that is not random', async () => {
    const net = smoothNet(6, 4, 611);
    const made = () => [
      {
        xs: uniform([20, 6], 613),
        ys: tf.tidy(() => tf.cast(tf.argMax(net(uniform([20, 6], 613)), 1), 'int32')),
      },
    ];
    const voted = await votedAccuracy(net, made(), { attack: fgsm({ eps: 0.1 }), votes: 2 });
    const [point] = await robustAccuracy(net, made(), { attack: fgsm, eps: [0.1] });
    expect(voted.accuracy).toBeLessThan(1);
    expect(voted).toEqual({
      cleanAccuracy: point?.cleanAccuracy,
      accuracy: point?.accuracy,
      successRate: point?.successRate,
      singleAccuracy: { clean: 1, adversarial: point?.accuracy },
      agreement: { clean: 1, adversarial: 1 },
      count: 20,
    });
  });

  it('is what three answers come to, and says how far single ones differ', async () => {
    // At .5 the margins are 5 + (-4.2, -4.2, -7): two of three answers are class 1. At .45, after FGSM of .05, they are
    // 4.5 + (-4.2, -4.2, -7), still two of three; at .35 none is.
    const run = (eps: number) =>
      votedAccuracy(drawing([-4.2, -4.2, -7]), data([0.5], [1]), { attack: fgsm({ eps }), votes: 3 });
    const near = await run(0.05);
    expect(near).toMatchObject({ cleanAccuracy: 1, accuracy: 1, successRate: 0 });
    expect(near.singleAccuracy.clean).toBeCloseTo(2 / 3, 12);
    expect(near.singleAccuracy.adversarial).toBeCloseTo(2 / 3, 12);
    expect(near.agreement.clean).toBeCloseTo(2 / 3, 12);
    const far = await run(0.15);
    expect(far).toMatchObject({ cleanAccuracy: 1, accuracy: 0, successRate: 1 });
    expect(far.singleAccuracy.adversarial).toBe(0);
    expect(far.agreement.adversarial).toBe(1);
  });

  it('counts a sample as right under the attack only where its vote was right before', async () => {
    // The vote at .2 is class 0 throughout: wrong for label 1, right for label 0, which no step up to .25 changes.
    const voted = await votedAccuracy(drawing([-4.2, -4.2, -7]), data([0.2, 0.2], [1, 0]), {
      attack: eotPgd({ eps: 0.05, steps: 2, samples: 3 }),
      votes: 3,
    });
    expect(voted).toMatchObject({ cleanAccuracy: 0.5, accuracy: 0.5, successRate: 0, count: 2 });
  });

  it('leaks nothing and reports progress', async () => {
    const net = smoothNet(4, 3, 615);
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const one = () => ({ xs: uniform([3, 4], 617), ys: labelsOf(0, 1, 2) });
    await votedAccuracy(net, [one(), one()], {
      attack: fgsm({ eps: 0.1 }),
      onProgress: ({ done }) => seen.push(done),
    });
    expect(seen).toEqual([3, 6]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses targeted attacks, wrong labels and empty data', async () => {
    const net = smoothNet(1, 2, 619);
    const attack = fgsm({ eps: 0.1 });
    const targeted = votedAccuracy(net, data([0.5], [1]), { attack: fgsm({ eps: 0.1, targeted: true }) });
    await expect(targeted).rejects.toThrow(/untargeted/);
    await expect(votedAccuracy(net, data([0.5], [1]), { attack, votes: 1.5 })).rejects.toThrow(
      InvalidOptionError,
    );
    await expect(votedAccuracy(net, data([0.5], [7]), { attack })).rejects.toThrow(InvalidLabelsError);
    await expect(votedAccuracy(net, [], { attack })).rejects.toThrow(InvalidInputError);
  });
});
