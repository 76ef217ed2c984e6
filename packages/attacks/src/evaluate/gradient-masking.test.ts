import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { smoothNet, uniform } from '../test-support.ts';
import { linearModel, oracleSamples } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { gradientMasking } from './gradient-masking.ts';
import { signsOf } from './masking-signs.ts';

type Net = (xs: tf.Tensor) => tf.Tensor;

/** Images, labelled by the model itself. */
const labelled = (net: Net, xs: tf.Tensor) => [
  { xs, ys: tf.tidy(() => tf.cast(tf.argMax(net(xs), 1), 'int32')) },
];
const found = ({ signs }: Awaited<ReturnType<typeof gradientMasking>>) =>
  signs.filter((sign) => sign.found).map(({ name }) => name);
const SMALL = { steps: 10, restarts: 2, queries: 100 } as const;

describe('gradientMasking', () => {
  it.each([
    ['linf', undefined, 0.05],
    ['l2', l2, 0.15],
  ] as const)('finds nothing in a smooth net in %s', async (_, threat, eps) => {
    const net = smoothNet(16, 4, 501);
    const data = labelled(net, uniform([30, 4, 4, 1], 503));
    const verdict = await gradientMasking(net, data, { ...SMALL, eps, ...(threat && { threat }) });
    expect(found(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ suspicious: false, zeroGradients: 0, count: 30 });
    const { clean, oneStep, manySteps, restarts, blackBox, unbounded } = verdict.accuracy;
    expect([clean, unbounded]).toEqual([1, 0]);
    expect([oneStep, manySteps, restarts, blackBox]).toEqual(
      [oneStep, manySteps, restarts, blackBox].sort((a, b) => b - a),
    );
    expect(manySteps).toBeGreaterThan(0.1);
  });

  it('sees inputs that are rounded before the model', async () => {
    const rounded: Net = (x) => linearModel(tf.div(tf.round(tf.mul(x, 100)), 100));
    const verdict = await gradientMasking(rounded, labelled(rounded, oracleSamples(8, [4, 4, 1]).xs), {
      ...SMALL,
      eps: 0.2,
    });
    expect(found(verdict)).toContain('zero-gradients');
    expect(found(verdict)).toContain('black-box-beats-gradients');
    expect(verdict).toMatchObject({ suspicious: true, zeroGradients: 1 });
    expect(verdict.accuracy).toMatchObject({ clean: 1, oneStep: 1, blackBox: 0 });
  });

  it('sees gradients that point the wrong way', async () => {
    const reversed = tf.customGrad((x) => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: (dy) => tf.neg(dy as tf.Tensor),
    })) as Net;
    const wrong: Net = (x) => linearModel(reversed(x));
    const verdict = await gradientMasking(wrong, labelled(wrong, oracleSamples(8, [4, 4, 1]).xs), {
      ...SMALL,
      eps: 0.2,
    });
    expect(found(verdict)).toEqual(['black-box-beats-gradients', 'unbounded-attack-fails']);
    expect(verdict.accuracy).toMatchObject({ oneStep: 1, manySteps: 1, unbounded: 1, blackBox: 0 });
  });

  it('sees a trap beside the sample that one long step passes over', async () => {
    // The margin falls from 0.5 towards 0.45, rises to 0.4, and is negative only from 0.31 down to 0.28, behind a rise to 0.33.
    const trap: Net = (x) => {
      const bend = (at: number) => tf.relu(tf.sub(at, x));
      const sum = tf.addN([
        tf.add(tf.sub(x, 0.5), 1),
        tf.mul(bend(0.45), 21),
        tf.mul(bend(0.33), -140),
        tf.mul(bend(0.28), 300),
      ]);
      return tf.concat([tf.fill([x.shape[0] ?? 0, 1], -2), tf.sub(sum, 2)], 1);
    };
    const at = tf.tensor2d([[0.5], [0.5], [0.5]]);
    const verdict = await gradientMasking(trap, labelled(trap, at), { ...SMALL, eps: 0.2, steps: 40 });
    expect(found(verdict)).toContain('one-step-beats-many');
    expect(verdict.accuracy).toMatchObject({ clean: 1, oneStep: 0 });
  });

  it('leaks nothing, reports progress, and stops at an abort', async () => {
    const net = smoothNet(4, 3, 511);
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const data = () => labelled(net, uniform([4, 4], 513));
    const onProgress = ({ done }: { done: number }) => seen.push(done);
    await gradientMasking(net, data(), { ...SMALL, eps: 0.1, onProgress });
    expect(seen).toEqual([4]);
    const controller = new AbortController();
    const aborting: Net = (x) => {
      if (seen.push(0) > 6) controller.abort(new Error('enough'));
      return net(x);
    };
    const run = gradientMasking(aborting, data(), { ...SMALL, eps: 0.1, signal: controller.signal });
    await expect(run).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses bad options, open bounds and empty data', async () => {
    const net = smoothNet(4, 3, 511);
    const data = () => labelled(net, uniform([2, 4], 513));
    const refused = async (
      model: Parameters<typeof gradientMasking>[0],
      options: object,
      message: RegExp,
    ) => {
      const run = gradientMasking(model, data(), { eps: 0.1, ...options });
      await expect(run).rejects.toThrow(InvalidOptionError);
      await expect(run).rejects.toThrow(message);
    };
    await refused(net, { eps: 0 }, /eps must be greater than 0/);
    await refused(net, { eps: Number.NaN }, /eps must be greater than 0, got NaN/);
    await refused(net, { tolerance: 1 }, /tolerance must be in \[0, 1\)/);
    await refused(net, { steps: 0 }, /steps must be a positive integer/);
    await refused(net, { queries: 0 }, /queries must be a positive integer/);
    await refused(net, { threat: l1 }, /l1/);
    await refused(
      classifier(net, { bounds: [0, Number.POSITIVE_INFINITY] }),
      {},
      /needs bounds on both sides/,
    );
    await expect(gradientMasking(net, [], { eps: 0.1 })).rejects.toThrow(InvalidInputError);
  });
});

describe('the signs of gradient masking', () => {
  const level = { clean: 1, oneStep: 0.5, manySteps: 0.4, restarts: 0.4, blackBox: 0.4, unbounded: 0 };
  const names = (accuracy: Partial<typeof level>, zero = 0) =>
    signsOf({ ...level, ...accuracy }, zero, 0.02)
      .filter((sign) => sign.found)
      .map(({ name }) => name);

  it('need more than the tolerance', () => {
    expect(names({})).toEqual([]);
    expect(names({ blackBox: 0.39, restarts: 0.36, unbounded: 0.01 })).toEqual([]);
    expect(names({ blackBox: 0.3 })).toEqual(['black-box-beats-gradients']);
    expect(names({ oneStep: 0.3 })).toEqual(['one-step-beats-many']);
    expect(names({ unbounded: 0.05 })).toEqual(['unbounded-attack-fails']);
    expect(names({ restarts: 0.3, blackBox: 0.3 })).toEqual(['restarts-keep-gaining']);
    expect(names({}, 0.1)).toEqual(['zero-gradients']);
  });
});
