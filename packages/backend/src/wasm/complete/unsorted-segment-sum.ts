import { type KernelFunc, type TensorInfo, type UnsortedSegmentSumAttrs, util } from '@tensorflow/tfjs-core';
import { KernelInputError } from './error.ts';
import { computeOnHeap, type Numbers } from './heap.ts';

/**
 * Sums the rows of x `[rows, ...]` that have the same segment id, `ids` `[rows]`, to `[numSegments, ...]`; rows whose id is not
 * in 0 ... numSegments - 1 count nowhere. The gradient of every embedding and of `tf.gather`, which the stock wasm backend
 * lacks.
 *
 * As on the cpu backend the result is float32 for every type of x. Unlike there, a NaN stays in its own segment.
 *
 * @throws KernelInputError where there is not one id for each row.
 */
export const unsortedSegmentSum: KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
  const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs;
  const [rows = 0, ...rest] = x.shape;
  if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== rows) {
    throw new KernelInputError(
      `unsortedSegmentSum wants one segment id for each row of x [${x.shape}], got ids of shape [${segmentIds.shape}].`,
    );
  }
  const width = util.sizeFromShape(rest);
  return computeOnHeap(backend, [x, segmentIds], [numSegments, ...rest], 'float32', (y, values, ids) => {
    y.fill(0);
    addRows(y, values as Numbers, ids as Numbers, width, numSegments);
  });
};

function addRows(y: Numbers, x: Numbers, ids: Numbers, width: number, numSegments: number): void {
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || id >= numSegments) continue;
    const [to, from] = [id * width, row * width];
    for (let i = 0; i < width; i++) y[to + i] = (y[to + i] as number) + (x[from + i] as number);
  }
}
