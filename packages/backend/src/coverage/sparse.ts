import * as tf from '@tensorflow/tfjs-core';
import { bools, type Cases, everyType, floats, forward, forwardOnly, given, ints } from './case.ts';

const index = (values: readonly number[], shape: number[] = [values.length]) =>
  tf.tensor([...values], shape, 'int32');
const run = (kernel: string, inputs: object, attrs: object = {}) =>
  tf
    .engine()
    .runKernel(kernel, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap) as unknown as tf.Tensor[];
const at = <T>(list: readonly T[], i: number) => list[i] as T;
const strings = (...values: string[]) => given(values, 'string');

const rows = () => ({ paramsNestedSplits: [index([0, 2, 3, 4])], indices: index([2, 1]) });
const ragged = (x: tf.Tensor, fill: tf.Tensor) =>
  tf.raggedTensorToTensor(index([3, 4]), x, fill, [index([0, 2, 2, 4])], ['ROW_SPLITS']);
const ngrams = (x: tf.Tensor1D) => tf.string.stringNGrams(x, index([0, 3]), '|', [1, 2], 'L', 'R', -1, false);

const filled = (x: tf.Tensor1D) =>
  tf.sparse.sparseFillEmptyRows(
    index([0, 0, 1, 0, 1, 3, 3, 2], [4, 2]) as tf.Tensor2D,
    x,
    tf.tensor1d([5, 6], 'int32'),
    tf.scalar(-1),
  );
const reshaped = () =>
  tf.sparse.sparseReshape(
    index([0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 2, 3], [5, 3]) as tf.Tensor2D,
    tf.tensor1d([2, 3, 6], 'int32'),
    tf.tensor1d([9, -1], 'int32'),
  );
const segments = [tf.sparse.sparseSegmentSum, tf.sparse.sparseSegmentMean].map(
  (op) => (x: tf.Tensor) => op(x, tf.tensor1d([0, 1, 1], 'int32'), tf.tensor1d([0, 0, 2], 'int32')),
);

export const sparseCases: Cases = {
  Bincount: [
    forward('weighted', (x, w) => tf.bincount(x, w, 5), given([1, 0, 4, 4, 2], 'int32'), floats([5])),
    forward('not weighted', (x, w) => tf.bincount(x, w, 5), given([1, 0, 4, 4, 2], 'int32'), floats([0])),
    forward('too large', (x, w) => tf.bincount(x, w, 5), given([1, 0, 4, 9, 2], 'int32'), ints([5])),
  ],
  DenseBincount: [
    forward(
      'weighted',
      (x, w) => tf.denseBincount(x, w, 5),
      given([1, 0, 4, 4, 2, 2], 'int32', [2, 3]),
      floats([2, 3]),
    ),
    forward(
      'binary',
      (x, w) => tf.denseBincount(x, w, 5, true),
      given([1, 0, 4, 4, 2, 2], 'int32', [2, 3]),
      floats([0]),
    ),
  ],
  RaggedGather: [0, 1].map((which) =>
    forward(
      `result ${which}`,
      (x) => at(run('RaggedGather', { ...rows(), paramsDenseValues: x }, { outputRaggedRank: 1 }), which),
      floats([4]),
    ),
  ),
  RaggedRange: (['rtNestedSplits', 'rtDenseValues'] as const).map((which) =>
    forward(
      which,
      (a, b, c) => tf.raggedRange(a, b, c)[which] as tf.Tensor,
      given([0, 5, 8], 'int32'),
      given([3, 7, 8], 'int32'),
      given([1, 1, 1], 'int32'),
    ),
  ),
  RaggedTensorToTensor: [
    forward('floats', (x) => ragged(x, tf.scalar(-1.5)), floats([4])),
    forward('int32', (x) => ragged(x, tf.scalar(-1, 'int32')), ints([4])),
  ],
  SparseFillEmptyRows: (
    ['outputIndices', 'outputValues', 'emptyRowIndicator', 'reverseIndexMap'] as const
  ).map((which) => forward(which, (x) => filled(x)[which] as tf.Tensor, floats([4]))),
  SparseReshape: (['outputIndices', 'outputShape'] as const).map((which) =>
    forward(which, () => reshaped()[which] as tf.Tensor),
  ),
  SparseSegmentSum: forwardOnly(everyType('rows', [3, 4], at(segments, 0)).slice(0, 2)),
  SparseSegmentMean: forwardOnly(everyType('rows', [3, 4], at(segments, 1)).slice(0, 1)),
  SparseToDense: [
    forward('floats', (x) => tf.sparseToDense(index([4, 5, 6, 1]), x, [8], 0.5), floats([4])),
    forward('int32', (x) => tf.sparseToDense(index([4, 5, 6, 1]), x, [8], 7), ints([4])),
    forward('bool', (x) => tf.sparseToDense(index([4, 5, 6, 1]), x, [8], false), bools([4])),
    forward('strings', (x) => tf.sparseToDense(index([1, 0]), x, [3], 'z'), strings('a', 'b')),
  ],
  StaticRegexReplace: [
    forward(
      'everywhere',
      (x) => tf.string.staticRegexReplace(x, '[aeiou]', '*'),
      strings('Hello', 'TensorFlow'),
    ),
    forward(
      'once',
      (x) => tf.string.staticRegexReplace(x, '[aeiou]', '*', false),
      strings('Hello', 'TensorFlow'),
    ),
  ],
  StringNGrams: [forward('strings', (x) => ngrams(x).nGrams as tf.Tensor, strings('a', 'b', 'c'))],
  StringSplit: [
    forward(
      'strings',
      (x) => tf.string.stringSplit(x, tf.scalar(' ')).values as tf.Tensor,
      strings('hello world', 'a b c'),
    ),
  ],
  StringToHashBucketFast: [
    forward('strings', (x) => tf.string.stringToHashBucketFast(x, 10), strings('Hello', 'TensorFlow')),
  ],
};
