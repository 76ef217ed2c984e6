import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { registerWasmTraining } from './register.ts';

const tested = process.env.GRADLAB_TEST_BACKEND as 'cpu' | 'wasm';
afterAll(() => loadBackend({ prefer: tested, strict: true }));

type Attrs = Record<string, unknown>;
type Inputs = Record<string, { values: Float32Array; shape: number[] }>;

const random = (shape: number[], seed: number) => {
  const values = tf.tidy(() => tf.randomUniform(shape, -1, 1, 'float32', seed).dataSync() as Float32Array);
  return { values, shape };
};

/** Runs one kernel on one backend and checks that only the result remains. */
async function run(backend: 'cpu' | 'wasm', kernel: string, inputs: Inputs, attrs: Attrs) {
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

/** The largest difference, relative to the largest value. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  let error = 0;
  let scale = 1e-6;
  expected.forEach((value, index) => {
    error = Math.max(error, Math.abs(value - (actual[index] ?? Number.NaN)));
    scale = Math.max(scale, Math.abs(value));
    if (Number.isNaN(actual[index])) error = Number.POSITIVE_INFINITY;
  });
  return error / scale;
}

async function agree(kernel: string, inputs: Inputs, attrs: Attrs) {
  const expected = await run('cpu', kernel, inputs, attrs);
  const actual = await run('wasm', kernel, inputs, attrs);
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeError(actual.values, expected.values)).toBeLessThan(1e-5);
}

const pads = fc.oneof(
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

const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
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

const outputShape = (
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

describe.runIf(tested === 'wasm')('wasm kernels for training, against the cpu backend', () => {
  const attributes = (c: { strides: [number, number]; pad: unknown }) => ({
    strides: c.strides,
    pad: c.pad,
    dataFormat: 'NHWC',
  });

  it('Conv2DBackpropFilter: any shape, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const dy = outputShape(c);
        fc.pre(dy.every((size) => size > 0));
        const inputs = { x: random(c.input, c.seed), dy: random(dy, c.seed + 1) };
        await agree('Conv2DBackpropFilter', inputs, { ...attributes(c), filterShape: c.filter });
      }),
      { numRuns: 150 },
    );
  });

  it('Conv2DBackpropInput: any shape, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const dy = outputShape(c);
        fc.pre(dy.every((size) => size > 0));
        const inputs = { dy: random(dy, c.seed), filter: random(c.filter, c.seed + 1) };
        await agree('Conv2DBackpropInput', inputs, { ...attributes(c), inputShape: c.input });
      }),
      { numRuns: 150 },
    );
  });

  it('both gradients with dilation equal those of the filter spread out with zeros', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const undilated = { ...c, strides: [1, 1] as [number, number] };
        const d = c.dilation;
        const spread = [
          (c.filterHeight - 1) * d + 1,
          (c.filterWidth - 1) * d + 1,
          c.inChannels,
          c.outChannels,
        ];
        const shape = outputShape(undilated, d);
        fc.pre(shape.every((size) => size > 0));
        const x = random(c.input, c.seed);
        const dy = random(shape, c.seed + 1);
        const filter = random(c.filter, c.seed + 2);
        const attrs = { ...attributes(undilated), dilations: d };

        const pick = <T extends tf.Tensor>(full: T) =>
          tf.stridedSlice(full, [0, 0], spread.slice(0, 2), [d, d]);
        const full = await run(
          'cpu',
          'Conv2DBackpropFilter',
          { x, dy },
          { ...attributes(undilated), filterShape: spread },
        );
        const expected = tf.tidy(() => pick(tf.tensor(full.values, full.shape)).dataSync() as Float32Array);
        const actual = await run(
          'wasm',
          'Conv2DBackpropFilter',
          { x, dy },
          { ...attrs, filterShape: c.filter },
        );
        expect(relativeError(actual.values, expected)).toBeLessThan(1e-5);

        const spreadFilter = new Float32Array(spread.reduce((a, b) => a * b));
        const pixel = c.inChannels * c.outChannels;
        for (let i = 0; i < c.filterHeight; i++) {
          for (let j = 0; j < c.filterWidth; j++) {
            const from = (i * c.filterWidth + j) * pixel;
            const to = (i * d * (spread[1] as number) + j * d) * pixel;
            spreadFilter.set(filter.values.subarray(from, from + pixel), to);
          }
        }
        const wide = { dy, filter: { values: spreadFilter, shape: spread } };
        const dx = await run('cpu', 'Conv2DBackpropInput', wide, {
          ...attributes(undilated),
          inputShape: c.input,
        });
        const ours = await run(
          'wasm',
          'Conv2DBackpropInput',
          { dy, filter },
          { ...attrs, inputShape: c.input },
        );
        expect(relativeError(ours.values, dx.values)).toBeLessThan(1e-5);
      }),
      { numRuns: 100 },
    );
  });

  it('BatchMatMul: any shape, batch and transposition', async () => {
    const size = fc.integer({ min: 1, max: 20 });
    const batch = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        size,
        batch,
        fc.boolean(),
        fc.boolean(),
        async (m, k, n, b, transposeA, transposeB) => {
          const inputs = {
            a: random([...b, ...(transposeA ? [k, m] : [m, k])], 1),
            b: random([...b, ...(transposeB ? [n, k] : [k, n])], 2),
          };
          await agree('BatchMatMul', inputs, { transposeA, transposeB });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('registerWasmTraining', () => {
  it.runIf(tested === 'wasm')('is undone and redone without a trace', async () => {
    const ours = tf.getKernel('Conv2DBackpropInput', 'wasm').kernelFunc;
    const unregister = registerWasmTraining();
    expect(tf.getKernel('Conv2DBackpropInput', 'wasm').kernelFunc).toBe(ours);
    unregister();
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
    expect(tf.getKernel('Conv2DBackpropInput', 'wasm').kernelFunc).not.toBe(ours);
    unregister();
    registerWasmTraining();
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
  });

  it.runIf(tested === 'cpu')('leaves the cpu kernels alone', async () => {
    const stock = tf.getKernel('Conv2DBackpropInput', 'cpu');
    await loadBackend({ prefer: 'wasm', strict: true });
    expect(tf.getKernel('Conv2DBackpropInput', 'cpu')).toBe(stock);
  });
});
