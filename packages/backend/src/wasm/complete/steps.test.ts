import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { registerWasmTraining } from '../register.ts';
import { restoreBackend, tested } from '../test-support.ts';
import { completeSteps } from './steps.ts';

const names = Object.entries(tf).flatMap(([name, value]) => (value === name ? [name] : []));
const registered = () => ({
  kernels: Object.fromEntries(
    tf.getKernelsForBackend('wasm').map((config) => [config.kernelName, config.kernelFunc]),
  ),
  gradients: Object.fromEntries(names.map((name) => [name, tf.getGradient(name)])),
});

describe.runIf(tested === 'wasm')('completeSteps', () => {
  it('are undone without a trace, and touch no other backend', async () => {
    (await registerWasmTraining()).undo();
    const before = registered();
    const cpu = tf.getKernelsForBackend('cpu').map(({ kernelFunc }) => kernelFunc);
    const undo = completeSteps(tf.engine().backend).map((step) => step());
    expect(before.kernels.Einsum).toBeUndefined();
    expect(registered().kernels.Einsum).toBeDefined();
    expect(tf.getKernelsForBackend('cpu').map(({ kernelFunc }) => kernelFunc)).toEqual(cpu);
    for (const step of undo.reverse()) step();
    expect(registered()).toEqual(before);
    await restoreBackend();
  });

  it('leave the gradients of other backends as they are', async () => {
    const undo = completeSteps(tf.engine().backend).map((step) => step());
    await tf.setBackend('cpu');
    const x = tf.zeros([2, 3]);
    expect(() => tf.grad((t) => tf.cumsum(t, 0))(x)).toThrow(/shape '3,2'/);
    await tf.setBackend('wasm');
    expect(
      tf
        .grad((t) => tf.cumsum(t, 0))(x)
        .arraySync(),
    ).toEqual([
      [2, 2, 2],
      [1, 1, 1],
    ]);
    for (const step of undo.reverse()) step();
    await restoreBackend();
  });
});
