import * as tf from '@tensorflow/tfjs-core';
import { type Case, type Cases, floats, given, ints, notFinite, type Tolerance } from './case.ts';

export const sums: Tolerance = { relative: 2e-6, ofLargest: 1e-6 };

const product = (
  a: number[],
  b: number[],
  transposeA = false,
  transposeB = false,
  extra: Partial<Case> = {},
): Case => ({
  title: `[${a}]${transposeA ? "'" : ''} [${b}]${transposeB ? "'" : ''}`,
  inputs: [floats(a), floats(b, 2)],
  op: (x, y) => tf.matMul(x, y, transposeA, transposeB),
  tolerance: sums,
  ...extra,
});

const noGradient = 'TensorFlow.js has no gradient of einsum';
const einsum = (equation: string, ...shapes: number[][]): Case => ({
  title: equation,
  inputs: shapes.map((shape, i) => floats(shape, i + 1)),
  op: (...tensors) => tf.einsum(equation, ...tensors),
  cpuGradient: noGradient,
  tolerance: sums,
});
const alone = 'the cpu backend leaves out sums over labels that one tensor has alone';

export const fused = (
  run: (activation: 'linear', weights: tf.Tensor) => Case['op'],
  inputs: Case['inputs'],
): Case[] =>
  ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'].map((activation): Case => {
    const differentiable = ['linear', 'relu', 'relu6'].includes(activation);
    return {
      title: `fused with ${activation}`,
      inputs: activation === 'prelu' ? [...inputs, floats([inputs[1]?.shape.at(-1) as number], 9)] : inputs,
      op: (...all) => run(activation as 'linear', all[3])(...all.slice(0, 3)),
      ...(differentiable ? {} : { wrt: [] }),
      ...(activation === 'linear' ? {} : { notSmooth: 'kinks' }),
      tolerance: sums,
    };
  });

export const matrixCases: Cases = {
  BatchMatMul: [
    ...[product([3, 4], [4, 5]), product([4, 3], [4, 5], true), product([3, 4], [5, 4], false, true)],
    ...[
      product([4, 3], [5, 4], true, true),
      product([2, 3, 4], [2, 4, 5]),
      product([2, 4, 3], [2, 5, 4], true, true),
    ],
    ...[
      product([0, 4], [4, 5]),
      product([3, 0], [0, 5]),
      product([1, 1], [1, 1]),
      product([0, 2, 3], [0, 3, 2]),
    ],
    product([2, 3, 4], [1, 4, 5], false, false, { wrt: [] }),
    product([1, 3, 4], [3, 4, 5], false, false, { wrt: [] }),
    {
      ...product([2, 1, 1, 1], [2, 3, 1, 1], false, false, { wrt: [] }),
      inputs: [given([2, 3], 'float32', [2, 1, 1, 1]), given([1, 2, 3, 4, 5, 6], 'float32', [2, 3, 1, 1])],
      expected: {
        because: 'the cpu backend mixes batches up',
        values: [2, 4, 6, 12, 15, 18],
        shape: [2, 3, 1, 1],
      },
    },
    {
      ...product([4, 3], [3, 2]),
      title: 'NaN and infinity',
      inputs: [notFinite([4, 3]), floats([3, 2])],
      notSmooth: 'not finite',
    },
    {
      ...product([4, 3], [3, 2]),
      title: '0 times NaN',
      inputs: [notFinite([4, 3]), given([0, 0, 0, 1, 1, 1], 'float32', [3, 2])],
      notSmooth: 'not finite',
    },
    {
      ...product([4, 3], [3, 2]),
      title: 'int32',
      inputs: [ints([4, 3]), ints([3, 2])],
      notSmooth: 'no small steps',
    },
    { title: 'dot', inputs: [floats([4, 3]), floats([3], 2)], op: tf.dot, tolerance: sums },
    { title: 'outer product', inputs: [floats([4]), floats([3], 2)], op: tf.outerProduct, tolerance: sums },
  ],
  _FusedMatMul: fused(
    (activation, weights) => (a, b, bias) =>
      tf.fused.matMul({ a, b, bias, activation, preluActivationWeights: weights, leakyreluAlpha: 0.3 }),
    [floats([4, 5]), floats([5, 3], 2), floats([3], 3)],
  ),
  Einsum: [
    ...[
      einsum('ij,jk->ik', [2, 3], [3, 4]),
      einsum('bij,bjk->bik', [2, 2, 3], [2, 3, 4]),
      einsum('i,i->', [3], [3]),
    ],
    ...[
      einsum('i,j->ij', [3], [2]),
      einsum('ij->ji', [2, 3]),
      einsum('ij->', [2, 3]),
      einsum('ij->i', [2, 3]),
    ],
    ...[
      einsum('aecd,abcd->acbe', [2, 3, 2, 4], [2, 5, 2, 4]),
      einsum('acbe,aecd->abcd', [2, 2, 5, 3], [2, 3, 2, 4]),
    ],
    ...[einsum(',i->i', [], [3]), einsum('ij,ij->ij', [2, 3], [2, 3]), einsum('ij,jk->ki', [2, 3], [3, 4])],
    ...[
      einsum('ji,jk->ik', [3, 2], [3, 4]),
      einsum('bi,bi->b', [4, 3], [4, 3]),
      einsum('ij,jk->ik', [0, 3], [3, 4]),
    ],
    { ...einsum('ij,jk->ik', [2, 3], [3, 2]), title: 'int32', inputs: [ints([2, 3]), ints([3, 2])], wrt: [] },
    {
      ...einsum('ij,j->', [2, 3], [3]),
      inputs: [given([1, 2, 3, 4, 5, 6], 'float32', [2, 3]), given([1, 10, 100])],
      expected: { because: alone, values: [5 + 70 + 900], shape: [] },
    },
    {
      ...einsum('bij,bjc->bc', [1, 2, 2], [1, 2, 2]),
      inputs: [given([1, 2, 3, 4], 'float32', [1, 2, 2]), given([1, 2, 3, 5], 'float32', [1, 2, 2])],
      expected: { because: alone, values: [4 + 18, 8 + 30], shape: [1, 2] },
    },
  ],
};
