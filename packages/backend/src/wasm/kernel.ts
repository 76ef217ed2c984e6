import { env, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Engine } from './engine.ts';
import { warn } from './warn.ts';

/**
 * Makes one kernel of the engine.
 *
 * @param stock what was registered before: it takes what the kernel does not cover. undefined where the backend has none.
 */
export type MakeKernel = (engine: Engine, stock: KernelFunc | undefined) => KernelFunc;

const said = new Set<string>();

/** Hands a call that is not covered to the kernel registered before. In tfjs' debug mode it says so, once per reason. */
export function fallBack(
  kernelName: string,
  reason: string,
  stock: KernelFunc | undefined,
  args: Parameters<KernelFunc>[0],
): ReturnType<KernelFunc> {
  if (stock === undefined) throw new Error(`The wasm backend has no ${kernelName} for ${reason}.`);
  const message = `${kernelName}: the stock kernel computes ${reason}.`;
  if (env().getBool('DEBUG') && !said.has(message)) {
    said.add(message);
    warn(message);
  }
  return stock(args);
}

/** Whether all of them hold 32-bit floats; absent ones do not count. */
export function allFloat(...infos: readonly (TensorInfo | null | undefined)[]): boolean {
  return infos.every((info) => info === undefined || info === null || info.dtype === 'float32');
}

export const sizeOf = (shape: readonly number[]) => util.sizeFromShape([...shape]);
