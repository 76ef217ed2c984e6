import { Exp, type TensorInfo } from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { allFloat, fallBack, type MakeKernel, sizeOf } from './kernel.ts';

export interface ExponentialExports {
  /** y = e^x. */
  exponential(x: number, y: number, count: number): void;
}

/** e^x within 2 units in the last place. Softmax losses that TensorFlow.js composes spend their time here. */
export const exponential: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!allFloat(x)) return fallBack(Exp, x.dtype, stock, args);
  const y = output(engine, x.shape);
  engine.wasm.exponential(address(engine, x), address(engine, y), sizeOf(x.shape));
  return y;
};
