import {
  backend_util,
  Concat,
  type ConcatAttrs,
  Pack,
  type PackAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { address, type Engine, output } from './engine.ts';
import { fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { copyAxes, copyStrided, hasWords, stridesOf } from './strided-copy.ts';

/** Puts tensors of these shapes side by side along an axis. */
function join(
  engine: Engine,
  parts: readonly TensorInfo[],
  shapes: readonly number[][],
  axis: number,
): TensorInfo {
  const shape = backend_util.computeOutShape(shapes as number[][], axis);
  const whole = output(engine, shape, (parts[0] as TensorInfo).dtype);
  const strides = stridesOf(shape);
  let to = address(engine, whole);
  for (const [i, part] of parts.entries()) {
    const own = shapes[i] as number[];
    copyStrided(engine, address(engine, part), to, copyAxes(own, stridesOf(own), strides));
    to += 4 * (own[axis] as number) * (strides[axis] as number);
  }
  return whole;
}

const sameTypes = (parts: readonly TensorInfo[]) => new Set(parts.map(({ dtype }) => dtype)).size === 1;

/** Joins along an existing axis. */
export const concat: MakeKernel = (engine, stock) => (args) => {
  const parts = args.inputs as unknown as TensorInfo[];
  if (!hasWords(...parts) || !sameTypes(parts)) {
    return fallBack(Concat, parts.map(({ dtype }) => dtype).join(' and '), stock, args);
  }
  const shapes = parts.map(({ shape }) => shape);
  const axis = util.parseAxisParam(
    (args.attrs as unknown as ConcatAttrs).axis,
    shapes[0] as number[],
  )[0] as number;
  backend_util.assertParamsConsistent(shapes, axis);
  const filled = parts.filter(({ shape }) => sizeOf(shape) > 0);
  const only = filled[0];
  if (only && filled.length === 1) {
    engine.backend.incRef(only.dataId);
    return { dataId: only.dataId, shape: only.shape, dtype: only.dtype };
  }
  return join(engine, parts, shapes, axis);
};

/** Joins along a new axis. */
export const pack: MakeKernel = (engine, stock) => (args) => {
  const parts = args.inputs as unknown as TensorInfo[];
  if (!hasWords(...parts)) return fallBack(Pack, (parts[0] as TensorInfo).dtype, stock, args);
  const { shape, dtype } = parts[0] as TensorInfo;
  for (const part of parts) {
    util.assertShapesMatch(shape, part.shape, 'All tensors passed to stack must have matching shapes');
    util.assert(part.dtype === dtype, () => 'All tensors passed to stack must have matching dtypes');
  }
  const given = (args.attrs as unknown as PackAttrs).axis;
  const axis = given < 0 ? given + shape.length + 1 : given;
  const grown = shape.toSpliced(axis, 0, 1);
  return join(
    engine,
    parts,
    parts.map(() => grown),
    axis,
  );
};
