import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { expectClose, expectNoLeak, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { fgsm } from './fgsm.ts';

const UNBOUNDED = { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } as const;

describe('fgsm on a logistic model', () => {
  const model = logistic([2, -1, 0.5, 0], 0.1);
  const xs = tf.tensor2d([[0.6, 0.2, 0.4, 0.5]]);
  const margin = (x: tf.Tensor) => model(x).dataSync()[1];

  it.each([
    ['linf', {}, [0.5, 0.3, 0.3, 0.5], 0.95],
    ['l2', { threat: l2 }, [0.5127128, 0.2436436, 0.3781782, 0.5], 1.0708712],
    ['l1', { threat: l1 }, [0.5, 0.2, 0.4, 0.5], 1.1],
  ] as const)('takes the closed-form step in %s', async (_, options, expected, after) => {
    const adversarial = await fgsm({ eps: 0.1, ...options })(model, xs, labelsOf(1));
    expectClose(adversarial.dataSync(), expected, 1e-6);
    expect(margin(adversarial)).toBeCloseTo(after, 5);
  });

  it.each([
    ['linf', {}, 1.3 / 3.5],
    ['l2', { threat: l2 }, 1.3 / Math.sqrt(5.25)],
    ['l1', { threat: l1 }, 1.3 / 2],
  ] as const)('flips the class exactly at the minimal %s distance', async (_, options, distance) => {
    const target = classifier(model, UNBOUNDED);
    const flips = async (eps: number) => {
      const { success } = await fgsm({ eps, ...options }).run(target, xs, labelsOf(1));
      return success[0];
    };
    expect(await flips(distance * 0.9999)).toBe(false);
    expect(await flips(distance * 1.0001)).toBe(true);
  });

  it('attacks a confident model: logits keep a gradient at the margin 20, probabilities would not', async () => {
    const confident = logistic([20, 0], 0);
    const adversarial = await fgsm({ eps: 0.3 })(confident, tf.tensor2d([[1, 0.5]]), labelsOf(1));
    expectClose(adversarial.dataSync(), [0.7, 0.5]);
  });

  it('takes one eps per sample', async () => {
    const two = tf.tensor2d([
      [0.6, 0.2, 0.4, 0.5],
      [0.6, 0.2, 0.4, 0.5],
    ]);
    const { distances } = await fgsm({ eps: [0, 0.1] }).run(model, two, labelsOf(1, 1));
    expectClose(distances.linf, [0, 0.1]);
  });
});

describe('fgsm on a small non-linear net', () => {
  const first = tf.tensor2d([
    [1.5, 0.3],
    [-2, 0.3],
  ]);
  const second = tf.tensor2d([
    [-2.4, 1.2],
    [0.5, -2.3],
  ]);
  const net = (x: tf.Tensor) => tf.matMul(tf.sigmoid(tf.matMul(x as tf.Tensor2D, first)), second);
  const xs = tf.tensor2d([[0.5, 0.5]]);

  it('agrees with the values by hand', async () => {
    expectClose(net(xs).dataSync(), [-0.7635551, -0.7958296]);
    const adversarial = await fgsm({ eps: 0.1 })(net, xs, labelsOf(0));
    expectClose(adversarial.dataSync(), [0.6, 0.4]);
    expectClose(net(adversarial).dataSync(), [-0.9727288, -0.6912428]);
    expectClose(crossEntropy(net(adversarial) as tf.Tensor2D, labelsOf(0)).dataSync(), [0.843762]);
    const euclidean = await fgsm({ eps: 0.1, threat: l2 })(net, xs, labelsOf(0));
    expectClose(euclidean.dataSync(), [0.5494074, 0.413058]);
  });
});

describe('fgsm on layers', () => {
  const conv = (activation: 'relu' | 'linear') =>
    tfl.sequential({
      layers: [
        tfl.layers.conv2d({
          filters: 4,
          kernelSize: 3,
          activation,
          inputShape: [8, 8, 1],
          kernelInitializer: tfl.initializers.glorotUniform({ seed: 1 }),
        }),
        tfl.layers.batchNormalization(),
        tfl.layers.activation({ activation: 'tanh' }),
        tfl.layers.averagePooling2d({ poolSize: 2 }),
        tfl.layers.flatten(),
        tfl.layers.dense({ units: 3, kernelInitializer: tfl.initializers.glorotUniform({ seed: 2 }) }),
      ],
    });

  it.each(['relu', 'linear'] as const)('attacks a convolutional net (%s convolution)', async (activation) => {
    const model = conv(activation);
    const xs = uniform([3, 8, 8, 1], 3);
    const labels = labelsOf(0, 1, 2);
    const loss = (at: tf.Tensor) => crossEntropy(model.predict(at) as tf.Tensor2D, labels).dataSync();
    const before = loss(xs);
    const adversarial = await fgsm({ eps: 0.02 })(model, xs, labels);
    const after = loss(adversarial);
    expect([...after].every((value, i) => value > before[i]!)).toBe(true);
  });

  it('attacks a recurrent net on sequences', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.gru({
          units: 4,
          inputShape: [3, 2],
          kernelInitializer: tfl.initializers.glorotUniform({ seed: 4 }),
          recurrentInitializer: tfl.initializers.glorotUniform({ seed: 5 }),
        }),
        tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.glorotUniform({ seed: 6 }) }),
      ],
    });
    const xs = uniform([2, 3, 2], 7);
    const { distances } = await fgsm({ eps: 0.05, threat: l2 }).run(model, xs, labelsOf(0, 1));
    expect(Math.max(...distances.l2)).toBeLessThanOrEqual(0.05 + 1e-6);
    expect(Math.min(...distances.l2)).toBeGreaterThan(0.02);
  });
});

describe('fgsm', () => {
  it('lowers the loss of the target in targeted mode', async () => {
    const model = smoothNet(6, 4, 71);
    const xs = uniform([4, 6], 73, 0.2, 0.8);
    const targets = labelsOf(3, 2, 1, 0);
    const attack = fgsm({ eps: 0.05, targeted: true });
    const loss = (at: tf.Tensor) => crossEntropy(model(at) as tf.Tensor2D, targets).dataSync();
    const before = loss(xs);
    const after = loss(await attack(model, xs, targets));
    expect([...after].every((value, i) => value < before[i]!)).toBe(true);
    expect([attack.id, attack.targeted, attack.threat.norm, attack.threat.eps]).toEqual([
      'fgsm',
      true,
      'linf',
      0.05,
    ]);
  });

  it('defaults to 8/255, and wants an eps for other norms', () => {
    expect(fgsm().threat.eps).toBe(8 / 255);
    expect(() => fgsm({ threat: l2 })).toThrow(InvalidOptionError);
    expect(() => fgsm({ eps: -1 })).toThrow(/eps must be a finite number >= 0/);
  });

  it('leaks nothing', async () => {
    const model = smoothNet(6, 3, 81);
    const xs = uniform([2, 6], 83);
    const labels = labelsOf(0, 1);
    for (const threat of [undefined, l2, l1]) {
      const attack = fgsm({ eps: 0.1, ...(threat && { threat }) });
      await expectNoLeak(() => attack(model, xs, labels));
      await expectNoLeak(async () => (await attack.run(model, xs, labels)).adversarial);
    }
  });
});
