import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import { noise } from './test-formula.ts';
import { relativeError, valuesOf } from './test-support.ts';
import type { TorchRecurrent, TorchRecurrentArgs } from './torch-recurrent.ts';

interface Weight<Value> {
  readonly value: Value;
  readonly gradient: Value;
}

/** One case of fixtures/recurrent.json. */
export interface TorchRun {
  readonly weights: {
    readonly weight_ih: Weight<number[][]>;
    readonly weight_hh: Weight<number[][]>;
    readonly bias_ih: Weight<number[]>;
    readonly bias_hh: Weight<number[]>;
  };
  readonly input: Weight<number[][][]>;
  readonly output: number[][] | number[][][];
  readonly weightOfOutput: number[][] | number[][][];
}

/** PyTorch's weights or gradients in the order and layout of ours. */
function ours({ weights }: TorchRun, of: 'value' | 'gradient'): tf.Tensor[] {
  const { weight_ih, weight_hh, bias_ih, bias_hh } = weights;
  return tf.tidy(() => [
    tf.transpose(tf.tensor2d(weight_ih[of])),
    tf.transpose(tf.tensor2d(weight_hh[of])),
    tf.tensor1d(bias_ih[of]),
    tf.tensor1d(bias_hh[of]),
  ]);
}

export function trainableGradients(layer: TorchRecurrent, loss: () => tf.Scalar): number[][] {
  const { grads, value } = tf.variableGrads(loss);
  value.dispose();
  const found = layer.trainableWeights.map(({ name }) => valuesOf(grads[name] as tf.Tensor));
  tf.dispose(grads);
  return found;
}

function compareWithTorch(layer: TorchRecurrent, run: TorchRun): void {
  const x = tf.tensor3d(run.input.value);
  const weightOfOutput = tf.tensor(run.weightOfOutput);
  (layer.apply(x) as tf.Tensor).dispose();
  const weights = ours(run, 'value');
  layer.setWeights(weights);

  const y = layer.apply(x) as tf.Tensor;
  expect(y.shape).toEqual(weightOfOutput.shape);
  expect(layer.computeOutputShape(x.shape)).toEqual(y.shape);
  expect(relativeError(valuesOf(y), run.output.flat(2) as number[])).toBeLessThan(1e-6);

  const loss = (input: tf.Tensor) => tf.sum(tf.mul(weightOfOutput, layer.apply(input) as tf.Tensor));
  const ofInput = tf.grad(loss)(x);
  expect(relativeError(valuesOf(ofInput), run.input.gradient.flat(2))).toBeLessThan(1e-5);
  const expected = ours(run, 'gradient');
  for (const [i, gradient] of trainableGradients(layer, () => loss(x) as tf.Scalar).entries()) {
    expect(relativeError(gradient, valuesOf(expected[i] as tf.Tensor))).toBeLessThan(1e-5);
  }
  tf.dispose([x, weightOfOutput, ...weights, y, ofInput, ...expected]);
  layer.dispose();
}

export interface RecurrentContract {
  readonly create: (args: TorchRecurrentArgs) => TorchRecurrent;
  readonly last: TorchRun;
  readonly sequence: TorchRun;
}

/** What both recurrent layers promise. */
export function itIsRecurrent({ create, last, sequence }: RecurrentContract): void {
  it('has the last state and the gradients that PyTorch has', () => {
    compareWithTorch(create({ units: 5 }), last);
  });

  it('has the sequence of states and the gradients that PyTorch has', () => {
    compareWithTorch(create({ units: 5, returnSequences: true }), sequence);
  });

  it('starts uniform in [-1/sqrt(H), 1/sqrt(H)], all weights', () => {
    const layer = create({ units: 16, seed: 3 });
    const x = tf.zeros([1, 1, 40]);
    const y = layer.apply(x) as tf.Tensor;
    for (const weight of layer.getWeights()) {
      const values = valuesOf(weight);
      const largest = Math.max(...values.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(0.25);
      expect(largest).toBeGreaterThan(0.2);
    }
    for (const thing of [x, y, layer]) thing.dispose();
  });

  it('leaves nothing behind, forward and backward', () => {
    const before = tf.memory().numTensors;
    const layer = create({ units: 3, returnSequences: true });
    const x = noise('x', [2, 4, 3]);
    (layer.apply(x) as tf.Tensor).dispose();
    trainableGradients(layer, () => tf.sum(layer.apply(x) as tf.Tensor));
    x.dispose();
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([{ units: 0 }, { units: 2.5 }, { units: 2, seed: 0.5 }, { units: 2, seed: 2 ** 51 }])(
    'refuses %o',
    (args) => {
      expect(() => create(args)).toThrow(ModelError);
    },
  );

  it.each([[[2, 3]], [[2, 3, 4, 5]], [[2, 0, 3]]])('refuses an input of shape %j', (shape) => {
    const before = tf.memory().numTensors;
    const x = tf.zeros(shape as number[]);
    expect(() => create({ units: 2 }).apply(x)).toThrow(ModelError);
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses features of unknown number', () => {
    expect(() => create({ units: 2 }).build([null, null, null])).toThrow(ModelError);
  });
}
