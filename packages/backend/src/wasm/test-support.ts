import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { loadBackend } from '../load-backend.ts';

/** The backend that this run of the tests is about. */
export const tested = process.env.GRADLAB_TEST_BACKEND as 'cpu' | 'wasm';

/** Puts it back, for tests that compare two. */
export const restoreBackend = () => loadBackend({ prefer: tested, strict: true });

type Attrs = Record<string, unknown>;
export interface Values {
  readonly values: Float32Array;
  readonly shape: number[];
}
export type Inputs = Record<string, Values>;

export const random = (shape: number[], seed: number): Values => {
  const values = tf.tidy(() => tf.randomUniform(shape, -1, 1, 'float32', seed).dataSync() as Float32Array);
  return { values, shape };
};

/** Runs one kernel on one backend and checks that only the result remains. */
export async function run(backend: 'cpu' | 'wasm', kernel: string, inputs: Inputs, attrs: Attrs) {
  await loadBackend({ prefer: backend, strict: true });
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { values, shape }]) => [name, tf.tensor(values, shape)]),
  );
  const before = { tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() };
  const result = tf.engine().runKernel(kernel, tensors, attrs as tf.NamedAttrMap) as tf.Tensor;
  expect(tf.memory().numTensors - before.tensors).toBe(1);
  expect(tf.engine().backend.numDataIds() - before.buffers).toBe(1);
  const values = result.dataSync() as Float32Array;
  const { shape } = result;
  tf.dispose([result, tensors]);
  return { values, shape };
}

/** The largest difference. NaN and infinity must be where they are expected, and nowhere else. */
export function largestError(actual: Float32Array, expected: Float32Array): number {
  let error = 0;
  expected.forEach((value, index) => {
    const found = actual[index] ?? Number.NaN;
    if (Number.isFinite(value) && Number.isFinite(found)) error = Math.max(error, Math.abs(value - found));
    else if (!Object.is(value, found)) error = Number.POSITIVE_INFINITY;
  });
  return error;
}

/** The same relative to the largest value. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  const scale = expected.reduce(
    (max, value) => (Number.isFinite(value) ? Math.max(max, Math.abs(value)) : max),
    1e-6,
  );
  return largestError(actual, expected) / scale;
}

/** The same values with a few of them NaN or infinite. */
export function withSpecials({ values, shape }: Values, seed: number): Values {
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const every = 7 + (seed % 11);
  return {
    shape,
    values: values.map((value, i) => (i % every === seed % every ? (special[i % 3] as number) : value)),
  };
}

/** Kernels whose results are sums of products. */
const SUMS = new Set([
  'BatchMatMul',
  '_FusedMatMul',
  'Conv2D',
  'FusedConv2D',
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2D',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
]);

/**
 * Of the sum of the products' sizes; 2^-24 is half a unit in the last place. A direct sum stays within a few of them. The transforms
 * of minimal filtering add up to ten numbers of either sign a line, in two dimensions, and multiply rounding accordingly.
 */
export const MAX_ERROR = 128 * 2 ** -24;

/**
 * Sums of products cancel, and then no result says how large the rounding was: the products' sizes do. They come from the same kernel
 * on the inputs' sizes. No activation is steeper than 1.
 */
export async function sumOfSizes(kernel: string, inputs: Inputs, attrs: Attrs) {
  const sizes = Object.fromEntries(
    Object.entries(inputs).map(([name, { values, shape }]) => [
      name,
      { values: values.map(Math.abs), shape },
    ]),
  );
  const plain = 'activation' in attrs ? { ...attrs, activation: 'linear' } : attrs;
  const { values } = await run('cpu', kernel, sizes, plain);
  const least = ['sigmoid', 'elu'].includes(attrs.activation as string) ? 1 : 0;
  return values.reduce((max, value) => (Number.isFinite(value) ? Math.max(max, value) : max), least);
}

export async function agree(kernel: string, inputs: Inputs, attrs: Attrs) {
  const expected = await run('cpu', kernel, inputs, attrs);
  const size = SUMS.has(kernel) ? await sumOfSizes(kernel, inputs, attrs) : undefined;
  const actual = await run('wasm', kernel, inputs, attrs);
  expect(actual.shape).toEqual(expected.shape);
  if (size === undefined) expect(relativeError(actual.values, expected.values)).toBeLessThan(1e-5);
  else expect(largestError(actual.values, expected.values)).toBeLessThanOrEqual(MAX_ERROR * size);
}

export const pads = fc.oneof(
  fc.constantFrom('same' as const, 'valid' as const),
  fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4)).map(
    ([top, bottom, left, right]): tf.backend_util.ExplicitPadding => [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  ),
);

export const convolutions = fc
  .record({
    batch: fc.integer({ min: 0, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    inChannels: fc.integer({ min: 1, max: 5 }),
    outChannels: fc.integer({ min: 1, max: 9 }),
    filterHeight: fc.integer({ min: 1, max: 5 }),
    filterWidth: fc.integer({ min: 1, max: 5 }),
    strideHeight: fc.integer({ min: 1, max: 3 }),
    strideWidth: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    pad: pads,
    seed: fc.nat(1000),
  })
  .map((c) => {
    const input: [number, number, number, number] = [c.batch, c.height, c.width, c.inChannels];
    const filter: [number, number, number, number] = [
      c.filterHeight,
      c.filterWidth,
      c.inChannels,
      c.outChannels,
    ];
    const strides: [number, number] = [c.strideHeight, c.strideWidth];
    return { ...c, input, filter, strides };
  });

export const outputShape = (
  c: { input: number[]; filter: number[]; strides: [number, number]; pad: unknown },
  dilation = 1,
) =>
  tf.backend_util.computeConv2DInfo(
    c.input as [number, number, number, number],
    c.filter as [number, number, number, number],
    c.strides,
    dilation,
    c.pad as 'same',
  ).outShape;
