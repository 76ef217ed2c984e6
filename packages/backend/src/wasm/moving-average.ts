import type { TensorInfo } from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { type MakeKernel, sizeOf } from './kernel.ts';

export const MOVING_AVERAGE_KERNEL = 'GradlabMovingAverage';

export interface MovingAverageExports {
  /** out = old - (old - value) rate. */
  movingAverage(old: number, value: number, rate: number, count: number, out: number): void;
}

/** One step of an exponential average. It has no gradient, so that TensorFlow.js saves nothing for one. */
export const movingAverage: MakeKernel =
  (engine) =>
  ({ inputs, attrs }) => {
    const { old, value } = inputs as { old: TensorInfo; value: TensorInfo };
    const { rate } = attrs as unknown as { rate: number };
    const result = output(engine, old.shape);
    const [from, other, to] = [old, value, result].map((info) => address(engine, info)) as [
      number,
      number,
      number,
    ];
    engine.wasm.movingAverage(from, other, rate, sizeOf(old.shape), to);
    return result;
  };
