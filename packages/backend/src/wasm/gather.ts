import { backend_util, GatherV2, type GatherV2Attrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { address, output, words } from './engine.ts';
import { fallBack, type MakeKernel, sizeOf } from './kernel.ts';
import { hasWords } from './strided-copy.ts';

export interface GatherExports {
  /** x is `[batch, outer, size, inner]`, indices `[batch, count]`. Returns 0, or 1 more than the place of a wrong index. */
  gather(
    x: number,
    indices: number,
    out: number,
    batch: number,
    outer: number,
    size: number,
    count: number,
    inner: number,
  ): number;
}

/** Slices of x by their indices along an axis: embeddings. The stock kernel takes forty nanoseconds per number. */
export const gather: MakeKernel = (engine, stock) => (args) => {
  const { x, indices } = args.inputs as { x: TensorInfo; indices: TensorInfo };
  if (!hasWords(x) || indices.dtype !== 'int32') {
    return fallBack(GatherV2, `${x.dtype} by ${indices.dtype}`, stock, args);
  }
  const attrs = args.attrs as unknown as GatherV2Attrs;
  const axis = util.parseAxisParam(attrs.axis, x.shape)[0] as number;
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
    backend_util.segment_util.collectGatherOpShapeInfo(
      x as never,
      indices as never,
      axis,
      attrs.batchDims ?? 0,
    );
  const result = output(engine, outputShape, x.dtype);
  const places = [x, indices, result].map((info) => address(engine, info)) as [number, number, number];
  const count = sizeOf(indices.shape) / Math.max(1, batchSize);
  const wrong = engine.wasm.gather(...places, batchSize, outerSize, dimSize, count, sliceSize);
  if (wrong > 0) {
    const index = words(engine)[places[1] / 4 + wrong - 1];
    engine.backend.disposeData(result.dataId);
    throw new Error(`GatherV2: the index value ${index} is not in [0, ${dimSize - 1}]`);
  }
  return result;
};
