import {
  type GradConfig,
  getGradient,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerGradient,
  registerKernel,
  unregisterGradient,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

export const BACKEND = 'wasm';

export type Undo = () => void;

/** Gradients are registered once for all backends: a replacement must hand other backends to the stock one. */
export type WrapGradient = (stock: GradConfig) => GradConfig;

/** What is registered for wasm now; tfjs-core types it as if there always were something. */
export const registeredKernel = (kernelName: string) =>
  getKernel(kernelName, BACKEND) as KernelConfig | undefined;

/** Puts a kernel in the place of what is registered for the wasm backend, or where there is nothing yet. */
export function replaceKernel(kernelName: string, make: (stock: KernelFunc | undefined) => KernelFunc): Undo {
  const stock = registeredKernel(kernelName);
  if (stock) unregisterKernel(kernelName, BACKEND);
  registerKernel({ ...stock, kernelName, backendName: BACKEND, kernelFunc: make(stock?.kernelFunc) });
  return () => {
    unregisterKernel(kernelName, BACKEND);
    if (stock) registerKernel(stock);
  };
}

/** Puts a gradient in the place of the registered one, which must exist. */
export function replaceGradient(kernelName: string, wrap: WrapGradient): Undo {
  const stock = getGradient(kernelName);
  unregisterGradient(kernelName);
  registerGradient(wrap(stock));
  return () => {
    unregisterGradient(kernelName);
    registerGradient(stock);
  };
}

/** Registers the gradient of a kernel of ours. */
export function addGradient(config: GradConfig): Undo {
  registerGradient(config);
  return () => unregisterGradient(config.kernelName);
}
