import {
  add,
  type GatherV2Attrs,
  mul,
  range,
  reshape,
  scalar,
  type Tensor,
  unsortedSegmentSum,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import { onWasm } from './on-wasm.ts';

/**
 * Adds every gathered slice's signal to where it came from. The stock gradient transposes all of it twice for that, and with
 * batches it needs the chained methods of the union package.
 */
export const gatherGradient = onWasm(() => (dy, saved, attrs) => {
  const [x, indices] = saved as [Tensor, Tensor];
  const { axis, batchDims } = attrs as unknown as GatherV2Attrs;
  const [along = 0] = util.parseAxisParam(axis, x.shape);
  const size = x.shape[along] as number;
  const batches = util.sizeFromShape(x.shape.slice(0, batchDims));
  const outer = util.sizeFromShape(x.shape.slice(batchDims, along));
  const inner = util.sizeFromShape(x.shape.slice(along + 1));
  const picked = util.sizeFromShape(indices.shape.slice(batchDims));
  return {
    x: () => {
      const firstRows = mul(range(0, batches * outer, 1, 'int32'), scalar(size, 'int32'));
      const rows = add(reshape(indices, [batches, 1, picked]), reshape(firstRows, [batches, outer, 1]));
      const count = batches * outer * picked;
      const signal = reshape(dy as Tensor, [count, inner]);
      const sums = unsortedSegmentSum(signal, reshape(rows, [count]), batches * outer * size);
      return reshape(sums, x.shape);
    },
    indices: () => zeros(indices.shape),
  };
});
