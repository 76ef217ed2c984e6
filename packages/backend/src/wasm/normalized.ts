import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { batchNormWork, channelMatrix } from './channel-matrix.ts';
import { postpone } from './deferred.ts';
import { address, type Engine, output, scratch, words } from './engine.ts';
import { allFloat } from './kernel.ts';

/** Scratch memory for the coefficients `[3, channels]`: mean, factor, and what is added. */
const PLACE = 'batch norm coefficients';

export const coefficientsPlace = (engine: Engine, channels: number) => scratch(engine, PLACE, 12 * channels);

/** They are few, and kept outside of the memory of tensors, whose number the caller counts. */
type Coefficients = Int32Array;

export function takeCoefficients(engine: Engine, channels: number): Coefficients {
  const place = coefficientsPlace(engine, channels) / 4;
  return words(engine).slice(place, place + 3 * channels);
}

interface Parts {
  readonly x: TensorInfo;
  readonly coefficients: Coefficients;
  /** A tensor of the same shape that is added. */
  readonly other?: TensorInfo;
  readonly relu: boolean;
}

function compute(engine: Engine, { x, coefficients, other, relu }: Parts, y: TensorInfo): void {
  const { rows, channels } = channelMatrix(x.shape);
  const [from, to] = [address(engine, x), address(engine, y)];
  const more = other && address(engine, other);
  const place = coefficientsPlace(engine, channels);
  const rest = [rows, channels, place, to, batchNormWork(engine, rows, channels)] as const;
  words(engine).set(coefficients, place / 4);
  const { wasm } = engine;
  if (more === undefined) (relu ? wasm.batchNormRelu : wasm.batchNormApply)(from, ...rest);
  else (relu ? wasm.batchNormAddRelu : wasm.batchNormAdd)(from, more, ...rest);
}

/**
 * x normalized with the coefficients that were just computed. It waits for what follows: adding a shortcut and ReLU happen in the
 * same pass over the memory.
 */
export function normalized(engine: Engine, x: TensorInfo, coefficients: Coefficients): TensorInfo {
  return waiting(engine, { x, coefficients, relu: false }, x.shape);
}

function waiting(engine: Engine, parts: Parts, shape: readonly number[]): TensorInfo {
  const { x, other } = parts;
  const inputs = other ? [x, other] : [x];
  return postpone(engine, shape, inputs, (y) => compute(engine, parts, y), {
    plus: (more, now) => {
      if (other || !allFloat(more) || !util.arraysEqual(more.shape, [...now])) return undefined;
      address(engine, more);
      return waiting(engine, { ...parts, other: more }, now);
    },
    rectified: (now) => {
      const y = output(engine, now);
      compute(engine, { ...parts, relu: true }, y);
      return y;
    },
  });
}
