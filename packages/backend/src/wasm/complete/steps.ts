import { getKernelsForBackend, type KernelBackend } from '@tensorflow/tfjs-core';
import { readComplex } from '../on-cpu/complex.ts';
import { addGradient, BACKEND, replaceGradient, replaceKernel, type Undo } from '../registry.ts';
import { completeGradients, missingGradients } from './gradients/index.ts';
import { completeKernels } from './index.ts';

/** What makes a started wasm backend complete and right, step by step: to be taken before faster kernels are registered. */
export function completeSteps(backend: KernelBackend): readonly (() => Undo)[] {
  const registered = getKernelsForBackend(BACKEND).map(({ kernelName }) => kernelName);
  return [
    () => readComplex(backend),
    ...Object.entries(completeKernels(registered)).map(
      ([name, make]) =>
        () =>
          replaceKernel(name, make),
    ),
    ...Object.entries(completeGradients).map(
      ([name, wrap]) =>
        () =>
          replaceGradient(name, wrap),
    ),
    ...missingGradients.map((config) => () => addGradient(config)),
  ];
}
