import { Select, type TensorInfo } from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { hasWords } from './strided-copy.ts';

export interface SelectExports {
  /** `count` 32-bit numbers by as many bytes. */
  select32(condition: number, yes: number, no: number, out: number, count: number): void;
}

/** t where the condition holds, else e. */
export const select: MakeKernel = (engine, stock) => (args) => {
  const { condition, t, e } = args.inputs as { condition: TensorInfo; t: TensorInfo; e: TensorInfo };
  const sizes = new Set([condition, t, e].map(({ shape }) => sizeOf(shape)));
  if (!hasWords(t) || t.dtype !== e.dtype || condition.dtype !== 'bool' || sizes.size > 1) {
    const reason = `${t.dtype} [${t.shape}] and ${e.dtype} by ${condition.dtype} [${condition.shape}]`;
    return fallBack(Select, reason, stock, args);
  }
  const result = output(engine, t.shape, t.dtype);
  const places = [condition, t, e, result].map((info) => address(engine, info));
  engine.wasm.select32(...(places as [number, number, number, number]), sizeOf(t.shape));
  return result;
};
