import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { deferrals } from './deferred.ts';
import { tested } from './test-support.ts';

const [N, T, H] = [3, 4, 5];
const uniform = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);
const run = (kernelName: string, inputs: tf.NamedTensorMap) =>
  tf.engine().runKernel(kernelName, inputs) as tf.Tensor[];

interface Layer {
  readonly weights: () => tf.Tensor[];
  readonly width: number;
  /** The last states, with the gradient wired up as @gradlab/models does. */
  readonly apply: (projected: tf.Tensor, weights: readonly tf.Tensor[]) => tf.Tensor;
}

const gru: Layer = {
  width: 3 * H,
  weights: () => [uniform([3 * H], 1), uniform([H, 3 * H], 2), uniform([3 * H], 3)],
  apply: (projected, weights) =>
    tf.customGrad((...args) => {
      const [p, bias, recurrentKernel, recurrentBias] = args as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const save = args[4] as unknown as tf.GradSaveFunc;
      const inputs = { projected: p, bias, recurrentKernel, recurrentBias };
      const [states, value, gates] = run('GradlabGru', inputs) as [tf.Tensor, tf.Tensor, tf.Tensor];
      save([states, gates, recurrentKernel]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [h, g, kernel] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return run('GradlabGruGradient', { states: h, gates: g, recurrentKernel: kernel, dy });
      };
      return { value, gradFunc };
    })(projected, ...weights),
};

const rnn: Layer = {
  width: H,
  weights: () => [uniform([H], 1), uniform([H, H], 2)],
  apply: (projected, weights) =>
    tf.customGrad((...args) => {
      const [p, bias, recurrentKernel] = args as [tf.Tensor, tf.Tensor, tf.Tensor];
      const save = args[3] as unknown as tf.GradSaveFunc;
      const [states, value] = run('GradlabRnn', { projected: p, bias, recurrentKernel }) as [
        tf.Tensor,
        tf.Tensor,
      ];
      save([states, recurrentKernel]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [h, kernel] = saved as [tf.Tensor, tf.Tensor];
        return run('GradlabRnnGradient', { states: h, recurrentKernel: kernel, dy });
      };
      return { value, gradFunc };
    })(projected, ...weights),
};

const books = () => ({ tensors: tf.memory().numTensors, ids: tf.engine().backend.numDataIds() });

describe.runIf(tested === 'wasm').each([
  ['GRU', gru],
  ['RNN', rnn],
])('the weights of a %s', (_, layer) => {
  beforeEach(() => {
    deferrals.promised = 0;
    deferrals.computed = 0;
  });

  it('cost an attack nothing', () => {
    const before = books();
    const weights = layer.weights();
    const projected = uniform([N, T, layer.width], 4);
    const gradient = tf.grad((p: tf.Tensor) => layer.apply(p, weights))(projected);
    expect(gradient.dataSync().some((value) => value !== 0)).toBe(true);
    expect(deferrals).toEqual({ promised: weights.length, computed: 0 });
    tf.dispose([weights, projected, gradient]);
    expect(books()).toEqual(before);
  });

  it('learn, from gradients that are read after all else is gone', () => {
    const before = books();
    const weights = layer.weights();
    const projected = uniform([N, T, layer.width], 4);
    const apply = (...all: tf.Tensor[]) => layer.apply(projected, all);
    const [gradients, again] = [tf.grads(apply)(weights), tf.grads(apply)(weights)];
    const early = again.map((gradient) => gradient.dataSync());
    expect(deferrals).toEqual({ promised: 2 * weights.length, computed: weights.length });
    tf.dispose([weights, projected, again]);
    expect(gradients.map((gradient) => gradient.dataSync())).toEqual(early);
    tf.dispose(gradients);
    expect(books()).toEqual(before);
  });
});
