import {
  env,
  getKernel,
  type KernelBackend,
  type KernelConfig,
  type KernelFunc,
} from '@tensorflow/tfjs-core';
import { warn } from '../warn.ts';
import { CpuKernelError } from './error.ts';
import { ThrowawayCpu } from './throwaway-cpu.ts';
import { fromCpu, mapInputs, toCpu } from './transfer.ts';

const said = new Set<string>();

function stockCpuKernel(kernelName: string): KernelFunc {
  const kernel = getKernel(kernelName, 'cpu') as KernelConfig | undefined;
  if (kernel === undefined) {
    throw new CpuKernelError(
      `${kernelName} cannot compute this on wasm, and the cpu backend has no kernel of that name to compute it instead.`,
    );
  }
  if (env().getBool('DEBUG') && !said.has(kernelName)) {
    said.add(kernelName);
    warn(`${kernelName}: the cpu backend's kernel computes it, in plain JavaScript.`);
  }
  return kernel.kernelFunc;
}

/**
 * A kernel for the wasm backend that copies its inputs out of the wasm heap, lets the cpu backend's kernel of that name
 * compute, and copies the results back. Right by construction and as slow as the cpu backend: for what the wasm backend lacks
 * or gets wrong where speed hardly matters. In tfjs' debug mode each kernel says so, once.
 *
 * Inputs may be missing, lists, strings, or complex (see `readComplex`); there may be several results.
 *
 * @throws CpuKernelError, when called, where the cpu backend has no such kernel.
 */
export const cpuKernel =
  (kernelName: string): KernelFunc =>
  ({ inputs, attrs, backend }) => {
    const wasm = backend as KernelBackend;
    const cpu = new ThrowawayCpu();
    const compute = stockCpuKernel(kernelName);
    const results = compute({
      inputs: mapInputs(inputs, (x) => toCpu(x, wasm, cpu)),
      ...(attrs === undefined ? {} : { attrs }),
      backend: cpu,
    });
    return Array.isArray(results) ? results.map((y) => fromCpu(y, cpu, wasm)) : fromCpu(results, cpu, wasm);
  };
