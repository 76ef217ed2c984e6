import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../load-backend.ts';
import { registerWasmTraining } from '../register.ts';
import { relativeError, restoreBackend, tested } from '../test-support.ts';
import { threading } from './node/threading.ts';
import { forgetWasm, restart } from './test-restart.ts';
import { runPackageScripts } from './test-script.ts';
import { ThreadsError } from './threads-error.ts';
import type { ThreadsOption } from './threads-option.ts';

afterAll(restoreBackend);

/** Losses and weights of three steps of a network whose convolutions are large enough for several threads. */
function train(): Float32Array {
  const kernelInitializer = (seed: number) => initializers.glorotUniform({ seed });
  const convolution = { kernelSize: 3, activation: 'relu', padding: 'same' } as const;
  const inputShape = [20, 20, 3];
  const model = sequential({
    layers: [
      layers.conv2d({ ...convolution, inputShape, filters: 16, kernelInitializer: kernelInitializer(1) }),
      layers.conv2d({ ...convolution, filters: 16, kernelInitializer: kernelInitializer(2) }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: kernelInitializer(3) }),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu', kernelInitializer: kernelInitializer(4) }),
      layers.dense({ units: 4, kernelInitializer: kernelInitializer(5) }),
    ],
  });
  const optimizer = tf.train.momentum(0.05, 0.9);
  const x = tf.randomNormal([64, ...inputShape], 0, 1, 'float32', 6);
  const y = tf.tidy(() =>
    tf.oneHot(
      tf.tensor1d(
        Array.from({ length: 64 }, (_, i) => i % 4),
        'int32',
      ),
      4,
    ),
  );
  const tensors: number[] = [];
  const losses = Array.from({ length: 3 }, () => {
    const loss = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
    ) as tf.Scalar;
    const [value] = loss.dataSync();
    loss.dispose();
    tensors.push(tf.memory().numTensors);
    return value as number;
  });
  expect(tensors[2]).toBe(tensors[1]);
  const weights = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
  tf.dispose([x, y]);
  optimizer.dispose();
  model.dispose();
  return Float32Array.from([...losses, ...weights]);
}

describe.runIf(tested === 'wasm')('loadBackend with threads', () => {
  it('trains as with one thread', async () => {
    const alone = await restart(false);
    expect(alone).toMatchObject({ threads: 1 });
    expect(alone).not.toHaveProperty('threadsReason');
    expect(getThreadsCount()).toBe(1);
    const expected = train();
    for (const threads of [2, 3]) {
      expect(await restart(threads)).toMatchObject({
        engine: expect.stringMatching(/^(simd|fma)$/),
        threads,
        passedOver: [],
      });
      expect(getThreadsCount()).toBe(threads);
      expect(relativeError(train(), expected)).toBeLessThan(1e-5);
    }
  });

  it('keeps the threads of a backend that has them, and says when it cannot have others', async () => {
    await restart(2);
    const again = (threads: ThreadsOption) => loadBackend({ prefer: 'wasm', strict: true, threads });
    expect((await again(2)).threads).toBe(2);
    expect((await again(false)).threads).toBe(2);
    expect(await again('auto')).toMatchObject({
      threads: 2,
      threadsReason: 'the wasm backend had already been started',
    });
    await expect(again(3)).rejects.toThrow(ThreadsError);
    await expect(again(3)).rejects.toThrow(/already been started, and computes in 2 thread\(s\), not 3/);

    await restart(false);
    await expect(again(2)).rejects.toThrow(/already been started, and computes in 1 thread\(s\), not 2/);
    (await registerWasmTraining()).undo();
    await expect(again(2)).rejects.toThrow(ThreadsError);
    await expect(registerWasmTraining({ threads: 2 })).rejects.toThrow(
      /already been started with one thread/,
    );
    expect((await registerWasmTraining()).threads).toBe(1);
  });

  it('computes in one thread what was put off until the threads were gone', async () => {
    const gradient = async (threads: ThreadsOption, between: () => Promise<void>) => {
      await restart(threads);
      const x = tf.randomUniform([16, 24, 24, 16], -1, 1, 'float32', 1) as tf.Tensor4D;
      const filter = tf.randomUniform([3, 3, 16, 16], -1, 1, 'float32', 2);
      const loss = (f: tf.Tensor) =>
        tf.sum(tf.fused.conv2d({ x, filter: f as tf.Tensor4D, strides: 1, pad: 'same' }));
      const df = tf.tidy(() => tf.grad(loss)(filter));
      await between();
      return df.dataSync() as Float32Array;
    };
    const expected = await gradient(false, async () => {});
    const undo = async () => (await registerWasmTraining()).undo();
    // In one thread the sums are the same to the bit.
    expect(await gradient(2, undo)).toEqual(expected);
  });

  it('links the engine into the threaded build that isolated pages start without being asked', async () => {
    forgetWasm();
    await threading.startThreadedBackend(2, async () => {
      await tf.setBackend('wasm');
      await tf.ready();
    });
    const loaded = await loadBackend({ prefer: 'wasm', strict: true });
    expect(loaded).toMatchObject({ engine: expect.stringMatching(/^(simd|fma)$/), threads: 1 });
    // Memory that grows under the engine's feet: 16 MB at the start.
    const sum = tf.tidy(() => {
      const [x, filter] = [tf.ones([16, 200, 200, 8]), tf.ones([3, 3, 8, 8])];
      const convolution = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid');
      return tf.mean(tf.matMul(tf.reshape(convolution, [-1, 8]), tf.ones([8, 8]))).dataSync()[0];
    });
    expect(sum).toBe(8 * 72);
  });

  it("answers 'auto', in as many threads as it says", async () => {
    const { threads, threadsReason } = await restart('auto');
    expect(threadsReason).toMatch(/^[^\n]+$/);
    expect(getThreadsCount()).toBe(threads);
  });

  it('refuses what is no number of threads, whatever the backend', async () => {
    for (const threads of [0, 9, -1, 1.5, Number.NaN, true, 'many', '2', null]) {
      const started = loadBackend({ prefer: 'cpu', strict: true, threads: threads as ThreadsOption });
      await expect(started).rejects.toThrow(ThreadsError);
      await expect(started).rejects.toThrow(`threads must be 'auto', false or 1 to 8, not ${threads}`);
    }
  });

  it('starts with one thread where the number is 1', async () => {
    forgetWasm();
    expect(await loadBackend({ prefer: 'wasm', strict: true, threads: 1 })).toMatchObject({ threads: 1 });
  });
});

describe.runIf(tested === 'wasm')('a program', () => {
  const program = (threads: string) => `
    import * as tf from '@tensorflow/tfjs-core';
    import '@tensorflow/tfjs-layers';
    import { loadBackend } from './src/index.js';
    const { threads } = await loadBackend({ prefer: 'wasm', strict: true, threads: ${threads} });
    const sum = tf.sum(tf.conv2d(tf.ones([32, 30, 30, 16]), tf.ones([3, 3, 16, 16]), 1, 'valid'));
    console.log(threads, sum.dataSync()[0]);`;

  it('ends by itself, though its threads are never closed', async () => {
    const [number, auto] = await runPackageScripts([program('3'), program("'auto'")]);
    const advice = /=+\nHi, looks like you are running TensorFlow.js in Node.js[^\n]*\n=+ *\n/;
    for (const outcome of [number, auto]) {
      expect(outcome?.stderr.replace(advice, '').trim()).toBe('');
      expect(outcome?.stdout).toMatch(new RegExp(` ${32 * 28 * 28 * 16 * 144}\n$`));
      expect(outcome?.code).toBe(0);
    }
    expect(number?.stdout).toMatch(/^3 /);
    expect(auto?.stdout).toMatch(/^[1-8] /);
  });
});
