import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import {
  AttackError,
  GradientError,
  InvalidInputError,
  InvalidLabelsError,
  ModelOutputError,
  ProbabilityOutputError,
  ZeroGradientError,
} from '../errors.ts';
import { targetedDlr } from '../losses/dlr.ts';
import { margin } from '../losses/margin.ts';
import { expectClose, labelsOf, logistic } from '../test-support.ts';
import { linf } from '../threats/linf.ts';
import { attackGradient } from './attack-gradient.ts';
import { ledger } from './cost.ts';
import { defineAttack } from './define-attack.ts';
import { fgsm } from './fgsm.ts';
import { pgd } from './pgd.ts';

const model = logistic([2, -1], -0.5);
const pair = tf.tensor2d([
  [0.6, 0.2],
  [0.1, 0.3],
]);

describe('the result of an attack', () => {
  it('marks successes, what was wrong before, and what changed', async () => {
    // Margins .5, .2, -.6; a step of .1 takes .3 off the first two and raises the third, whose label is wrong.
    const xs = tf.tensor2d([
      [0.6, 0.2],
      [0.4, 0.1],
      [0.1, 0.3],
    ]);
    const result = await fgsm({ eps: 0.1 }).run(model, xs, labelsOf(1, 1, 1));
    expect(result.success).toEqual([false, true, false]);
    expect(result.alreadyMisclassified).toEqual([false, false, true]);
    expect(result.zeroGradient).toEqual([false, false, false]);
    expect([...result.cleanPredictions]).toEqual([1, 1, 0]);
    expect([...result.adversarialPredictions]).toEqual([1, 0, 0]);
    expectClose(result.distances.linf, [0.1, 0.1, 0.1]);
    expectClose(result.distances.l2, Array(3).fill(0.1 * Math.SQRT2));
    expectClose(result.distances.l1, [0.2, 0.2, 0.2]);
    result.dispose();
    expect(result.adversarial.isDisposed).toBe(true);
  });

  it('counts a targeted success where the target was reached', async () => {
    const result = await fgsm({ eps: 0.3, targeted: true }).run(model, pair, labelsOf(0, 0));
    expect(result.success).toEqual([true, false]);
    expect(result.alreadyMisclassified).toEqual([false, true]);
  });

  it('judges what is handed out, after clipping', async () => {
    const outside = defineAttack({
      id: 'outside',
      threat: linf(2),
      targeted: false,
      perturb: async ({ xs }) => ({
        adversarial: tf.sub(xs, 2),
        zeroGradient: [false, false],
        cost: ledger(2),
      }),
    });
    // Before clipping the margin is 2 * -1.4 + 1.8 - .5 = -1.5 and x2 helps; clipped to (0, 0) it is -.5.
    const { adversarial, distances } = await outside.run(model, pair, labelsOf(1, 1));
    expectClose(adversarial.dataSync(), [0, 0, 0, 0], 0);
    expectClose(distances.linf, [0.6, 0.3]);
  });

  it('is that of an attack of your own, as the README shows it', async () => {
    const halfStep = ({ eps }: { eps: number }) =>
      defineAttack({
        id: 'half-step',
        threat: linf(eps),
        targeted: false,
        async perturb(input) {
          const cost = ledger(input.xs.shape[0] ?? 0);
          const { gradient, zeroGradient } = await attackGradient(input, input.xs, margin);
          cost.gradient();
          const adversarial = tf.tidy(() =>
            tf.add(input.xs, tf.mul(input.threat.steepest(gradient), eps / 2)),
          );
          gradient.dispose();
          return { adversarial, zeroGradient, cost };
        },
      });
    const before = tf.memory().numTensors;
    const labels = labelsOf(1, 0);
    const result = await halfStep({ eps: 0.4 }).run(model, pair, labels);
    // Margins 0.5 and -0.6 of class 1; a step of 0.2 takes 0.6 off the first and adds it to the second.
    expect(result.success).toEqual([true, false]);
    expectClose(result.adversarial.dataSync(), [0.4, 0.4, 0.3, 0.1]);
    expect([[...result.gradients], [...result.queries]]).toEqual([
      [1, 1],
      [0, 0],
    ]);
    result.dispose();
    labels.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps a sample without a gradient, and says so', async () => {
    const half = (x: tf.Tensor) => model(tf.relu(tf.sub(x, 0.35)));
    const result = await fgsm({ eps: 0.1 }).run(
      half,
      tf.tensor2d([
        [0.6, 0.2],
        [0.1, 0.3],
      ]),
      labelsOf(0, 0),
    );
    expect(result.zeroGradient).toEqual([false, true]);
    expectClose(result.distances.linf, [0.1, 0]);
  });
});

function disposed<T extends tf.Tensor>(tensor: T): T {
  tensor.dispose();
  return tensor;
}

describe('bad input', () => {
  const attack = fgsm({ eps: 0.1 });
  const zeros = labelsOf(0, 0);
  const xs = (...rows: [number, number][]) => ({ xs: tf.tensor2d(rows) });
  const broken = (net: (x: tf.Tensor) => tf.Tensor) => ({ net });

  interface Call {
    readonly by?: typeof attack;
    readonly net?: (x: tf.Tensor) => tf.Tensor;
    readonly xs?: tf.Tensor;
    readonly labels?: tf.Tensor;
  }
  const cases: [string, Call, new () => AttackError, RegExp][] = [
    [
      'inputs outside the bounds',
      xs([0, 1], [-0.5, 2.5]),
      InvalidInputError,
      /bounds \[0, 1\], but sample 1 of the batch spans \[-0.5, 2.5\]/,
    ],
    ['inputs that are not finite', xs([0, 1], [Number.NaN, 0]), InvalidInputError, /not finite in sample 1/],
    ['an empty batch', { xs: tf.zeros([0, 2]), labels: labelsOf() }, InvalidInputError, /empty.*\[0,2\]/],
    ['int32 inputs', { xs: tf.zeros([2, 2], 'int32') }, InvalidInputError, /float32/],
    ['inputs that were disposed', { xs: disposed(tf.zeros([2, 2])) }, InvalidInputError, /xs was disposed/],
    [
      'labels that were disposed',
      { labels: disposed(labelsOf(0, 0)) },
      InvalidLabelsError,
      /labels were disposed/,
    ],
    ['a single sample', { xs: tf.zeros([2]) }, InvalidInputError, /rank 2 or more/],
    ['one-hot labels', { labels: tf.eye(2) }, InvalidLabelsError, /tf.argMax\(labels, 1\)/],
    ['too few labels', { labels: labelsOf(0) }, InvalidLabelsError, /\[2\], one for each sample/],
    ['float labels', { labels: tf.tensor1d([0, 1]) }, InvalidLabelsError, /int32, got float32/],
    [
      'labels out of range',
      { labels: labelsOf(0, 2) },
      InvalidLabelsError,
      /\[0, 2\), but sample 1 has the label 2/,
    ],
    ['negative labels', { labels: labelsOf(-1, 0) }, InvalidLabelsError, /sample 0 has the label -1/],
    ['too few radii', { by: fgsm({ eps: [0.1] }) }, InvalidInputError, /eps has 1 values/],
    [
      'a model of probabilities',
      broken((x) => tf.softmax(model(x))),
      ProbabilityOutputError,
      /seems to return probabilities/,
    ],
    [
      'too few classes for dlr',
      { by: pgd({ eps: 0.1, loss: 'dlr' }) },
      ModelOutputError,
      /the loss dlr needs at least 3 classes, but the model returns 2; use 'ce' or 'margin'/,
    ],
    [
      'too few classes for targeted dlr',
      {
        by: pgd({ eps: 0.1, loss: targetedDlr(zeros) }),
        ...broken((x) =>
          tf.pad(model(x) as tf.Tensor2D, [
            [0, 0],
            [0, 1],
          ]),
        ),
      },
      ModelOutputError,
      /the loss targetedDlr needs at least 4 classes, but the model returns 3/,
    ],
    ['a model of one class', broken((x) => tf.sum(x, 1, true)), ModelOutputError, /at least 2 classes/],
    [
      'logits that are not finite',
      broken((x) => tf.div(model(x), 0)),
      ModelOutputError,
      /not finite for the clean sample 0/,
    ],
    [
      'a model without a gradient',
      broken((x) => model(tf.round(x))),
      ZeroGradientError,
      /exactly 0 for all 2 samples/,
    ],
    [
      'a gradient that is not finite',
      broken((x) => tf.add(model(x), tf.sqrt(tf.mul(x, 0)))),
      GradientError,
      /gradient of sample 0 is not finite/,
    ],
  ];

  it.each(cases)('refuses %s and leaks nothing', async (_, call, kind, message) => {
    const before = tf.memory().numTensors;
    const { by = attack, net = model } = call;
    const error = await by(net, call.xs ?? pair, call.labels ?? zeros).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(AttackError);
    expect((error as AttackError).name).toBe(kind.name);
    expect((error as AttackError).message).toMatch(message);
    expect((error as AttackError).message).not.toContain('\n');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('disposes the adversarial samples when the model breaks on them', async () => {
    const fragile = (x: tf.Tensor) => tf.log(tf.sub(x, 0.05));
    const before = tf.memory().numTensors;
    const run = fgsm({ eps: 0.1 }).run(fragile, pair, zeros);
    await expect(run).rejects.toThrow(/not finite for the adversarial sample 1/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tolerates rounding at the bounds', async () => {
    const rounded = tf.tensor2d([[1 + 5e-7, -5e-7]]);
    expectClose((await fgsm({ eps: 0 })(model, rounded, labelsOf(1))).dataSync(), [1, 0], 0);
  });

  it('accepts declared logits that look like probabilities', async () => {
    const softmax = classifier((x) => tf.softmax(model(x)), { outputs: 'logits' });
    expect((await attack(softmax, pair, labelsOf(0, 0))).shape).toEqual([2, 2]);
  });

  it('stops at an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(attack(model, pair, labelsOf(0, 0), { signal })).rejects.toThrow('enough');
  });

  it('reports a batch without a gradient where it is told to', async () => {
    const flat = (x: tf.Tensor) => model(tf.round(x));
    const { zeroGradient } = await attack.run(flat, pair, labelsOf(0, 0), { allZeroGradient: 'report' });
    expect(zeroGradient).toEqual([true, true]);
  });
});
