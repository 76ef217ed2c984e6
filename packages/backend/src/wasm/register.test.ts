import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { loadBackend } from '../load-backend.ts';
import { registerWasmTraining } from './register.ts';
import { restoreBackend, tested } from './test-support.ts';

afterAll(restoreBackend);

const stockFactory = tf.findBackendFactory('wasm');

const registered = () =>
  new Map(tf.getKernelsForBackend('wasm').map((kernel) => [kernel.kernelName, kernel.kernelFunc]));

describe('registerWasmTraining', () => {
  it.runIf(tested === 'wasm')('is undone and redone without a trace', async () => {
    const training = await registerWasmTraining();
    expect(training.build).toMatch(/^(simd|fma)$/);
    const ours = registered();
    expect(await registerWasmTraining()).toBe(training);
    expect(registered()).toEqual(ours);

    training.undo();
    const stock = registered();
    expect(stock.has('Conv2DBackpropFilter')).toBe(false);
    expect([...stock.keys()].filter((name) => name.startsWith('Gradlab'))).toEqual([]);
    expect(stock.get('BatchMatMul')).not.toBe(ours.get('BatchMatMul'));
    training.undo();
    expect(registered()).toEqual(stock);

    await registerWasmTraining();
    expect([...registered().keys()].sort()).toEqual([...ours.keys()].sort());
  });

  it.runIf(tested === 'wasm')('registers once, also when asked twice at the same time', async () => {
    (await registerWasmTraining()).undo();
    const [first, second] = await Promise.all([registerWasmTraining(), registerWasmTraining()]);
    expect(first).toBe(second);
    first.undo();
    expect(registered().has('Conv2DBackpropFilter')).toBe(false);
    await registerWasmTraining();
  });

  it.runIf(tested === 'wasm')('follows a backend that was started anew', async () => {
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', stockFactory as () => Promise<tf.KernelBackend>, 2);
    await tf.setBackend('wasm');
    const product = () => tf.tidy(() => Array.from(tf.matMul([[1, 2]], [[3], [4]]).dataSync()));
    expect(product).toThrow(EngineError);
    const training = await registerWasmTraining();
    expect(training.build).toMatch(/^(simd|fma)$/);
    expect(product()).toEqual([11]);
  });

  it.runIf(tested === 'cpu')('needs the wasm backend', async () => {
    await expect(registerWasmTraining()).rejects.toThrow(/has not been started/);
  });

  it.runIf(tested === 'cpu')('leaves the cpu kernels alone', async () => {
    const stock = tf.getKernelsForBackend('cpu');
    await loadBackend({ prefer: 'wasm', strict: true });
    expect(tf.getKernelsForBackend('cpu')).toEqual(stock);
  });
});
