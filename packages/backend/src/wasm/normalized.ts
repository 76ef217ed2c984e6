import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { batchNormWork, channelMatrix } from './channel-matrix.ts';
import { postpone } from './deferred.ts';
import { address, type Engine, output, scratch, words } from './engine.ts';
import { allFloat } from './kernel.ts';

/** Scratch memory for the coefficients `[3, channels]`: mean, factor, and what is added. */
const PLACE = 'batch norm coefficients';

export const coefficientsPlace = (engine: Engine, channels: number) => scratch(engine, PLACE, 12 * channels);

/** They are few, and kept outside of the memory of tensors, whose number the caller counts. */
export type Coefficients = Int32Array;

interface Normalization {
  /** Of x. */
  readonly dataId: object;
  readonly coefficients: Coefficients;
}

/** Which results are max(a normalization, 0), by their data. */
const rectifications = new WeakMap<object, Normalization>();

/** Whether y is one of them. */
export const isRectified = (y: TensorInfo) => rectifications.has(y.dataId);

/** The coefficients with which y came from x, where ReLU is all that came between. */
export function rectifiedWith(y: TensorInfo, x: TensorInfo): Coefficients | undefined {
  const from = rectifications.get(y.dataId);
  const same = from?.dataId === x.dataId && from.coefficients.length === 3 * channelMatrix(x.shape).channels;
  return same ? from.coefficients : undefined;
}

export function putCoefficients(engine: Engine, coefficients: Coefficients): number {
  const place = coefficientsPlace(engine, coefficients.length / 3);
  words(engine).set(coefficients, place / 4);
  return place;
}

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
  const work = batchNormWork(engine, rows, channels);
  const rest = [rows, channels, putCoefficients(engine, coefficients), to, work] as const;
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
      if (!other) rectifications.set(y.dataId, { dataId: x.dataId, coefficients: parts.coefficients });
      return y;
    },
  });
}
