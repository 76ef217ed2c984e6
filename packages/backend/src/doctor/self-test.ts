import {
  conv2d,
  grads,
  matMul,
  ones,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

/** Products and convolutions of ones: every value is a count, and exact in every float format. */
const computed = (): Record<string, { readonly values: Tensor; readonly expected: number }> => {
  // Larger than what the webgpu backend computes on the CPU.
  const x = ones([2, 34, 34, 8]) as Tensor4D;
  const filter = ones([3, 3, 8, 16]) as Tensor4D;
  const [, byFilter] = grads((x, filter) => sum(conv2d(x as Tensor4D, filter as Tensor4D, 1, 'valid')))([
    x,
    filter,
  ]);
  const matrix = ones([48, 48]) as Tensor2D;
  return {
    'a matrix product': { values: matMul(matrix, matrix), expected: 48 },
    'a convolution': { values: conv2d(x, filter, 1, 'valid'), expected: 3 * 3 * 8 },
    'the gradient of a convolution': { values: byFilter as Tensor, expected: 2 * 32 * 32 },
  };
};

/**
 * Computes on the current backend what is known beforehand.
 *
 * @throws Error naming the first result that is wrong, as a broken driver or package gives it.
 */
export async function selfTest(): Promise<void> {
  const results = tidy(computed);
  try {
    for (const [what, { values, expected }] of Object.entries(results)) {
      const wrong = (await values.data()).find((value) => value !== expected);
      if (wrong !== undefined) throw new Error(`${what} gave ${wrong} in place of ${expected}`);
    }
  } finally {
    for (const { values } of Object.values(results)) values.dispose();
  }
}
