import { PadV2, type PadV2Attrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { address, type Engine, output, scratch } from './engine.ts';
import { fallBack, type MakeKernel } from './kernel.ts';
import { type CopyAxis, copyAxes, copyStrided, hasWords, stridesOf } from './strided-copy.ts';

/** Memory that holds the one number of the border. */
function borderNumber(engine: Engine, value: number, dtype: string): number {
  const place = scratch(engine, 'border', 4);
  const { buffer } = engine.backend.wasm.HEAPU8;
  const numbers = dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
  numbers[place / 4] = value;
  return place;
}

/** One border along an axis: inside of the borders of the axes before it, through those of the axes behind it. */
function borderAxes(
  axis: number,
  length: number,
  inner: readonly number[],
  outer: readonly number[],
  strides: readonly number[],
): CopyAxis[] {
  return strides.map((to, i) => ({
    size: (i === axis ? length : i < axis ? inner[i] : outer[i]) as number,
    from: 0,
    to,
  }));
}

/** Surrounds with a constant. The gradient of a slice is this, and of it a slice. */
export const padV2: MakeKernel = (engine, stock) => (args) => {
  const { x } = args.inputs as { x: TensorInfo };
  if (!hasWords(x)) return fallBack(PadV2, x.dtype, stock, args);
  const { paddings, constantValue } = args.attrs as unknown as PadV2Attrs;
  const shape = x.shape.map((size, i) => size + (paddings[i]?.[0] ?? 0) + (paddings[i]?.[1] ?? 0));
  const result = output(engine, shape, x.dtype);
  const constant = borderNumber(engine, constantValue, x.dtype);
  const strides = stridesOf(shape);
  // The corner of what is inside of the borders of all axes so far.
  let corner = address(engine, result);
  for (const [axis, [before, after]] of paddings.entries()) {
    const step = 4 * (strides[axis] as number);
    const border = (length: number) => borderAxes(axis, length, x.shape, shape, strides);
    copyStrided(engine, constant, corner, border(before));
    corner += before * step;
    copyStrided(engine, constant, corner + (x.shape[axis] as number) * step, border(after));
  }
  copyStrided(engine, address(engine, x), corner, copyAxes(x.shape, stridesOf(x.shape), strides));
  return result;
};
