import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random, tested } from './test-support.ts';

const sizes = fc.integer({ min: 1, max: 9 });

/** The gradients of sum(dy prelu(x, alpha)), in plain numbers. */
function expected(x: Float32Array, alpha: Float32Array, dy: Float32Array) {
  const slopes = new Array<number>(alpha.length).fill(0);
  const inputs = Array.from(x, (value, i) => {
    const channel = i % alpha.length;
    const signal = dy[i] as number;
    if (value > 0) return signal;
    slopes[channel] = (slopes[channel] as number) + signal * value;
    return Math.fround(signal * (alpha[channel] as number));
  });
  return { inputs, slopes };
}

describe.runIf(tested === 'wasm')('gradient of PReLU', () => {
  it.each([
    ['one slope', () => [1]],
    ['a slope for each channel', (shape: number[]) => [1, 1, shape[3] as number]],
    ['a slope for each pixel and channel', (shape: number[]) => shape.slice(1)],
    ['a slope for each number', (shape: number[]) => shape],
  ])('reaches the input and the slopes: %s', (_, slopeShape) => {
    fc.assert(
      fc.property(fc.tuple(sizes, sizes, sizes, sizes), fc.nat(1000), (shape, seed) => {
        const x = random(shape, seed);
        // Zeros count as negative.
        x.values.set([0, -0].slice(0, x.values.length));
        const alpha = random(slopeShape(shape), seed + 1);
        const dy = random(shape, seed + 2);
        const before = tf.memory().numTensors;
        const [inputs, slopes] = tf.tidy(() => {
          const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.prelu(a, b));
          const [dx, dAlpha] = gradients(
            [tf.tensor(x.values, shape), tf.tensor(alpha.values, alpha.shape)],
            tf.tensor(dy.values, shape),
          ) as [tf.Tensor, tf.Tensor];
          expect(dAlpha.shape).toEqual(alpha.shape);
          return [Array.from(dx.dataSync()), Array.from(dAlpha.dataSync())];
        });
        expect(tf.memory().numTensors).toBe(before);
        const { inputs: wanted, slopes: wantedSlopes } = expected(x.values, alpha.values, dy.values);
        expect(inputs.map((v) => v + 0)).toEqual(wanted.map((v) => v + 0));
        slopes.forEach((slope, i) => {
          expect(slope).toBeCloseTo(wantedSlopes[i] as number, 4);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('leaves slopes along other axes to the gradient registered before', () => {
    const dAlpha = tf.tidy(() => {
      const slopes = (alpha: tf.Tensor) =>
        tf.prelu(
          tf.tensor2d([
            [-1, -2],
            [-3, 4],
          ]),
          alpha,
        );
      return Array.from(
        tf
          .grad(slopes)(tf.tensor2d([[0.5], [0.25]]))
          .dataSync(),
      );
    });
    expect(dAlpha).toEqual([-3, -3]);
  });
});
