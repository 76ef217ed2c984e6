import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { registerWasmTraining } from './register.ts';
import { random, restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

type Options = Parameters<typeof layers.batchNormalization>[0];
type Layer = ReturnType<typeof layers.batchNormalization>;
/** tfjs-layers sees the types of tfjs-core through a path of its own. */
type Input = Parameters<Layer['apply']>[0];
const apply = (layer: Layer, x: tf.Tensor, training: boolean) =>
  layer.apply(x as Input, { training }) as tf.Tensor;

interface Steps {
  readonly shape: number[];
  readonly options?: Options;
  readonly seed?: number;
}

/** Two steps in training and one in inference: the outputs, the gradients of x and the weights, and the averages after them. */
async function steps(backend: 'cpu' | 'wasm', { shape, options, seed = 1 }: Steps): Promise<number[][]> {
  await loadBackend({ prefer: backend, strict: true });
  const layer = layers.batchNormalization(options);
  const results: number[][] = [];
  tf.tidy(() => {
    for (const [i, training] of [true, true, false].entries()) {
      const of = (s: number) => tf.add(tf.tensor(random(shape, s + i).values, shape), 0.5);
      const [x, weights] = [of(seed), of(seed + 10)];
      apply(layer, x, false);
      const loss = (t: tf.Tensor) => tf.sum(tf.mul(apply(layer, t, training), weights)) as tf.Scalar;
      const variables = layer.trainableWeights.map((w) => w.read() as tf.Variable);
      results.push(Array.from(tf.grad(loss)(x).dataSync()));
      if (variables.length > 0) {
        const { grads } = tf.variableGrads(() => loss(x), variables);
        for (const variable of variables) results.push(Array.from(grads[variable.name]?.dataSync() ?? []));
      }
      results.push(Array.from(apply(layer, x, training).dataSync()));
    }
    for (const weight of layer.weights) results.push(Array.from(weight.read().dataSync()));
  });
  layer.dispose();
  return results;
}

async function agree(given: Steps, tolerance = 2e-5) {
  const expected = await steps('cpu', given);
  const actual = await steps('wasm', given);
  expect(actual.map((values) => values.length)).toEqual(expected.map((values) => values.length));
  for (const [i, values] of expected.entries()) {
    const scale = 1 + Math.max(...values.map(Math.abs));
    const wrong = values.findIndex(
      (v, j) => !(Math.abs(v - (actual[i]?.[j] as number)) <= tolerance * scale),
    );
    expect(wrong).toBe(-1);
  }
}

const sizes = fc.integer({ min: 1, max: 6 });

describe.runIf(tested === 'wasm')('the layer BatchNormalization on wasm', () => {
  it('trains like that of the cpu backend, for all ranks and options', async () => {
    await fc.assert(
      fc.asyncProperty(
        // Few rows can lie close together by chance, and then rounding is all there is.
        fc.tuple(fc.integer({ min: 8, max: 40 }), fc.array(sizes, { minLength: 1, maxLength: 3 })),
        fc.record({
          momentum: fc.double({ min: 0, max: 1, noNaN: true }),
          epsilon: fc.constantFrom(1e-3, 1e-2, 1),
          last: fc.boolean(),
        }),
        fc.nat(1000),
        async ([batch, rest], { momentum, epsilon, last }, seed) => {
          const axis = last ? rest.length : -1;
          await agree({ shape: [batch, ...rest], options: { axis, momentum, epsilon }, seed });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the stock layer where the axis is not the last', async () => {
    const outputs = async (backend: 'cpu' | 'wasm') => {
      await loadBackend({ prefer: backend, strict: true });
      const layer = layers.batchNormalization({ axis: 1 });
      const x = random([9, 3, 4], 1);
      const y = tf.tidy(() =>
        [true, false].flatMap((training) =>
          Array.from(apply(layer, tf.tensor(x.values, x.shape), training).dataSync()),
        ),
      );
      layer.dispose();
      return y;
    };
    const expected = await outputs('cpu');
    for (const [i, value] of (await outputs('wasm')).entries())
      expect(value).toBeCloseTo(expected[i] as number, 5);
  });

  it('is undone and redone', async () => {
    const own = () =>
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(layers.batchNormalization()), 'call');
    const ours = own();
    (await registerWasmTraining()).undo();
    const stock = own();
    await registerWasmTraining();
    expect(String(stock?.value)).toContain('training');
    expect(String(ours?.value)).not.toBe(String(stock?.value));
    expect(String(own()?.value)).toBe(String(ours?.value));
  });

  it.each([{ scale: false }, { center: false }, { scale: false, center: false }])(
    'trains and is attacked with %o, where the stock layer fails',
    async (options) => {
      const plain = await steps('wasm', { shape: [12, 3, 5] });
      const without = await steps('wasm', { shape: [12, 3, 5], options });
      // The first step starts with scale 1 and offset 0, as if they were there.
      expect(without[0]).toEqual(plain[0]);
      const weights = options.scale === options.center ? 0 : 1;
      expect(without[1 + weights]).toEqual(plain[3]);
      expect(without).toHaveLength(3 * (2 + weights) + 2 + weights);
      expect(without.flat().every(Number.isFinite)).toBe(true);
    },
  );

  it('takes volumes: rank 5', async () => {
    const flat = await steps('wasm', { shape: [24, 5] });
    const volume = await steps('wasm', { shape: [2, 3, 2, 2, 5] });
    expect(volume).toEqual(flat);
  });

  it('moves its averages by the momentum', () => {
    const layer = layers.batchNormalization({ momentum: 0.75 });
    const averages = tf.tidy(() => {
      apply(layer, tf.tensor2d([1, 10, 3, 30], [2, 2]), true);
      return layer.weights.slice(2).map((weight) => Array.from(weight.read().dataSync()));
    });
    expect(averages).toEqual([
      [0.5, 5],
      [1, 25.75],
    ]);
    layer.dispose();
  });

  it('moves them to the last bit as the stock layer does', () => {
    const layer = layers.batchNormalization({ momentum: 0.9 });
    const x = random([7, 33], 1);
    tf.tidy(() => {
      const batch = tf.tensor(x.values, x.shape);
      apply(layer, batch, false);
      const inputs = { x: batch, scale: tf.ones([33]) };
      const results = tf.engine().runKernel('GradlabBatchNormTraining', inputs, { epsilon: 1e-3 });
      const expected = [tf.zeros([33]), tf.ones([33])].map((old, i) => {
        const value = (results as unknown as tf.Tensor[])[i + 1] as tf.Tensor;
        return tf.sub(old, tf.mul(tf.sub(old, value), 1 - 0.9)).dataSync();
      });
      apply(layer, batch, true);
      expect(layer.weights.slice(2).map((weight) => weight.read().dataSync())).toEqual(expected);
    });
    layer.dispose();
  });

  it('can be differentiated twice', () => {
    const layer = layers.batchNormalization();
    const x = tf.tensor2d(random([5, 3], 1).values, [5, 3]);
    const penalty = (t: tf.Tensor) =>
      tf.sum(tf.square(tf.grad((u) => tf.sum(tf.mul(tf.square(apply(layer, u, true)), u)))(t)));
    const actual = tf.tidy(() => {
      apply(layer, x, false);
      return tf.grad(penalty)(x).dataSync();
    });
    const value = (i: number, by: number) =>
      tf.tidy(() => {
        const moved = x.dataSync().slice();
        moved[i] = (moved[i] as number) + by;
        return penalty(tf.tensor2d(moved, [5, 3])).dataSync()[0] as number;
      });
    for (let i = 0; i < 15; i++) {
      const quotient = (value(i, 2e-3) - value(i, -2e-3)) / 4e-3;
      expect(Math.abs((actual[i] as number) - quotient)).toBeLessThan(0.02 * (1 + Math.abs(quotient)));
    }
    tf.dispose(x);
    layer.dispose();
  });

  it('leaks no tensor in a training step or an attack', () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3 }),
        layers.batchNormalization(),
      ],
    });
    const x = tf.ones([4, 6, 6, 2]);
    const loss = (training: boolean) => (t: tf.Tensor) =>
      tf.sum(tf.square(model.apply(t as Input, { training }) as tf.Tensor)) as tf.Scalar;
    const before = { tensors: tf.memory().numTensors, ids: tf.engine().backend.numDataIds() };
    tf.dispose(tf.grad(loss(false))(x));
    tf.dispose(tf.variableGrads(() => loss(true)(x)) as unknown as tf.TensorContainer);
    expect({ tensors: tf.memory().numTensors, ids: tf.engine().backend.numDataIds() }).toEqual(before);
    model.dispose();
    x.dispose();
  });
});
