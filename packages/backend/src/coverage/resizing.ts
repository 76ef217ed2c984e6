import * as tf from '@tensorflow/tfjs-core';
import { type Case, type Cases, floats, ints } from './case.ts';

const notSquare = 'the cpu backend is wrong for images that are not square, for batches, and for half pixels';

type Resize = (
  x: tf.Tensor4D,
  size: [number, number],
  alignCorners?: boolean,
  halfPixelCenters?: boolean,
) => tf.Tensor;

function resizing(resize: unknown): Case[] {
  const to = (shape: number[], size: [number, number], align = false, half = false): Case => ({
    title: `[${shape}] to ${size}${align ? ', corners aligned' : ''}${half ? ', half pixels' : ''}`,
    inputs: [floats(shape)],
    op: (x) => (resize as Resize)(x, size, align, half),
    tolerance: { relative: 1e-5, ofLargest: 1e-6 },
    cpuGradient: notSquare,
  });
  const sizes: [number, number][] = [
    [7, 9],
    [2, 3],
    [4, 5],
    [1, 1],
    [8, 2],
  ];
  return [
    ...sizes.map((size) => to([2, 4, 5, 3], size)),
    ...sizes.map((size) => to([2, 4, 5, 3], size, true)),
    ...sizes.map((size) => to([2, 4, 5, 3], size, false, true)),
    to([1, 1, 1, 2], [3, 4]),
    to([4, 3, 2], [3, 4]),
    to([0, 3, 4, 2], [5, 4]),
    { ...to([1, 3, 4, 2], [5, 4]), title: 'int32', inputs: [ints([1, 3, 4, 2], 1, 0, 255)], wrt: [] },
  ];
}

export const resizingCases: Cases = {
  ResizeBilinear: resizing(tf.image.resizeBilinear),
  ResizeNearestNeighbor: resizing(tf.image.resizeNearestNeighbor),
};
