import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

/** d loss / d parameter by central differences. */
function numericGradient(loss: (values: Float32Array) => number, at: Float32Array, step = 1e-2): number[] {
  return Array.from(at, (_, index) => {
    const moved = (by: number) => loss(at.map((value, i) => (i === index ? value + by : value)));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

const shape: [number, number, number, number] = [2, 2, 3, 2];
const values = (size: number, seed: number) =>
  tf.tidy(() => tf.randomUniform([size], 0.5, 1.5, 'float32', seed).dataSync() as Float32Array);
const weights = values(24, 9);

const arguments_ = {
  x: { values: values(24, 1), shape },
  mean: { values: values(2, 2), shape: [2] },
  variance: { values: values(2, 3), shape: [2] },
  offset: { values: values(2, 4), shape: [2] },
  scale: { values: values(2, 5), shape: [2] },
};
type Name = keyof typeof arguments_;
const names = Object.keys(arguments_) as Name[];

const loss = (tensors: Record<Name, tf.Tensor>): tf.Scalar => {
  const { x, mean, variance, offset, scale } = tensors;
  const y = tf.batchNorm(
    x as tf.Tensor4D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    offset as tf.Tensor1D,
    scale as tf.Tensor1D,
    1e-3,
  );
  return tf.sum(tf.mul(tf.square(y), tf.tensor(weights, shape)));
};

const tensorsWith = (replaced?: Name, by?: Float32Array) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      tf.tensor(name === replaced && by ? by : arguments_[name].values, arguments_[name].shape),
    ]),
  ) as Record<Name, tf.Tensor>;

describe('gradient of batch normalization', () => {
  it.each(names)('with respect to %s equals the difference quotient', (name) => {
    const expected = numericGradient(
      (moved) => tf.tidy(() => loss(tensorsWith(name, moved)).dataSync()[0] as number),
      arguments_[name].values,
    );
    const actual = tf.tidy(() => {
      const all = tensorsWith();
      return Array.from(
        tf
          .grad((t) => loss({ ...all, [name]: t }))(all[name])
          .dataSync(),
      );
    });
    const largest = Math.max(...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) {
      expect(Math.abs((actual[i] as number) - value)).toBeLessThan(5e-3 * largest);
    }
  });

  it('leaks no tensor', () => {
    const all = tensorsWith();
    const before = tf.memory().numTensors;
    tf.grad((t) => loss({ ...all, x: t }))(all.x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(all);
  });
});
