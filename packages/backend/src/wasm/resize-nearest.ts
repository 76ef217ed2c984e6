import {
  ResizeNearestNeighbor,
  type ResizeNearestNeighborAttrs,
  ResizeNearestNeighborGrad,
  type ResizeNearestNeighborGradAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { allFloat, fallBack, type MakeKernel } from './kernel.ts';
import { placeGeometry, pooling2D } from './pooling.ts';
import { copyStrided, hasWords, stridesOf } from './strided-copy.ts';

type Shape4D = [number, number, number, number];

/** How many times each row and each column is there, where it is a whole number of times. */
function factors([, height, width]: Shape4D, [newHeight, newWidth]: readonly [number, number]) {
  const [rows, columns] = [newHeight / height, newWidth / width];
  return Number.isInteger(rows) && Number.isInteger(columns) ? ([rows, columns] as const) : undefined;
}

/** Upsampling by whole factors: each pixel becomes a block. */
export const resizeNearest: MakeKernel = (engine, stock) => (args) => {
  const { images } = args.inputs as { images: TensorInfo };
  const { size, alignCorners } = args.attrs as unknown as ResizeNearestNeighborAttrs;
  const shape = images.shape as Shape4D;
  const times = factors(shape, size);
  if (times === undefined || alignCorners || !hasWords(images)) {
    return fallBack(ResizeNearestNeighbor, `${images.dtype} [${shape}] to [${size}]`, stock, args);
  }
  const [batch, height, width, channels] = shape;
  const [rows, columns] = times;
  const result = output(engine, [batch, ...size, channels]);
  const strides = stridesOf(shape) as Shape4D;
  const blocks = [batch, height, rows, width, columns, channels];
  const from = [strides[0], strides[1], 0, strides[2], 0, strides[3]];
  const to = stridesOf(blocks);
  const axes = blocks.map((length, i) => ({ size: length, from: from[i] as number, to: to[i] as number }));
  copyStrided(engine, address(engine, images), address(engine, result), axes);
  return result;
};

/** The sum over the block of each pixel. */
export const resizeNearestGrad: MakeKernel = (engine, stock) => (args) => {
  const { images, dy } = args.inputs as { images: TensorInfo; dy: TensorInfo };
  const { alignCorners } = args.attrs as unknown as ResizeNearestNeighborGradAttrs;
  const shape = images.shape as Shape4D;
  const times = factors(shape, [dy.shape[1] as number, dy.shape[2] as number]);
  if (times === undefined || alignCorners || !allFloat(images, dy)) {
    const reason = `${dy.dtype} [${dy.shape}] to [${shape}]`;
    return fallBack(ResizeNearestNeighborGrad, reason, stock, args);
  }
  const dx = output(engine, shape);
  const block: [number, number] = [...times];
  const blocks = pooling2D(dy.shape, { filterSize: block, strides: block, pad: 'valid' });
  const geometry = placeGeometry(engine, blocks);
  engine.wasm.sumPool(address(engine, dy), address(engine, dx), geometry.shape, geometry.offsets);
  return dx;
};
