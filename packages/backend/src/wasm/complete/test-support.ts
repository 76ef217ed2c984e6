import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll } from 'vitest';
import { registerWasmTraining } from '../register.ts';
import { registeredKernel, type Undo } from '../registry.ts';
import { restoreBackend, tested } from '../test-support.ts';
import { completeSteps } from './steps.ts';

/** For the tests of one file: the complete kernels under the faster ones, where they are not registered anyway. */
export function useCompleteKernels(): void {
  let undo: Undo[] = [];
  beforeAll(async () => {
    if (tested !== 'wasm' || registeredKernel('UnsortedSegmentSum')) return;
    (await registerWasmTraining()).undo();
    undo = completeSteps(tf.engine().backend).map((step) => step());
    await registerWasmTraining();
  });
  afterAll(async () => {
    if (undo.length > 0) {
      (await registerWasmTraining()).undo();
      for (const step of undo.reverse()) step();
    }
    await restoreBackend();
  });
}

/** What one call leaves behind: tensors, and buffers of the backend, after its result is disposed. */
export function leftBehind(f: () => tf.Tensor): readonly [number, number] {
  const { backend } = tf.engine();
  const before = [tf.memory().numTensors, backend.numDataIds()] as const;
  f().dispose();
  return [tf.memory().numTensors - before[0], backend.numDataIds() - before[1]];
}
