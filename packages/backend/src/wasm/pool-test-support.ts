import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { type Inputs, random, relativeError } from './test-support.ts';

type Attrs = Record<string, unknown>;

/** Small integers, so that there are many ties, with NaN and infinities between. */
export function roughValues(shape: number[], seed: number): Inputs[string] {
  const { values: uniform } = random(shape, seed);
  const special = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const rough = uniform.map((value, i) => {
    const place = Math.floor((value + 1) * 200);
    return special[place] ?? Math.round(3 * value) - ((i * seed) % 2);
  });
  return { values: rough, shape };
}

export const values = random;

/** Runs a kernel on one backend and checks that only the result remains; it may share the memory of an input. */
export async function onBackend(backend: 'cpu' | 'wasm', kernel: string, inputs: Inputs, attrs: Attrs) {
  await loadBackend({ prefer: backend, strict: true });
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { values: of, shape }]) => [name, tf.tensor(of, shape)]),
  );
  const before = { tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() };
  const result = tf.engine().runKernel(kernel, tensors, attrs as tf.NamedAttrMap) as tf.Tensor;
  expect(tf.memory().numTensors - before.tensors).toBe(1);
  expect(tf.engine().backend.numDataIds() - before.buffers).toBeLessThanOrEqual(1);
  const copy = { values: result.dataSync() as Float32Array, shape: result.shape };
  tf.dispose([result, tensors]);
  return copy;
}

/** Runs a kernel on both and compares; NaN and infinities must be where they are on cpu. */
export async function agreeOn(kernel: string, inputs: Inputs, attrs: Attrs) {
  const expected = await onBackend('cpu', kernel, inputs, attrs);
  const actual = await onBackend('wasm', kernel, inputs, attrs);
  expect(actual.shape).toEqual(expected.shape);
  const special = (of: Float32Array) => Array.from(of, (v) => (Number.isFinite(v) ? 0 : v));
  expect(special(actual.values)).toEqual(special(expected.values));
  const finite = (of: Float32Array) => of.map((v) => (Number.isFinite(v) ? v : 0));
  expect(relativeError(finite(actual.values), finite(expected.values))).toBeLessThan(1e-5);
  return { y: actual.values, shape: actual.shape };
}

const explicit = (axes: number) =>
  fc
    .array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: axes, maxLength: axes })
    .map((pads) => [[0, 0], ...pads, [0, 0]]);

/** Poolings of images with 2 or 3 axes. */
export const poolings = (axes: 2 | 3) =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      channels: fc.integer({ min: 1, max: 13 }),
      sizes: fc.array(fc.integer({ min: 1, max: axes === 2 ? 9 : 5 }), { minLength: axes, maxLength: axes }),
      filter: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: axes, maxLength: axes }),
      strides: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: axes, maxLength: axes }),
      pad: fc.oneof(
        fc.constantFrom('same' as const, 'valid' as const),
        // Volumes take one number, images a pair for each side.
        axes === 2 ? explicit(axes) : fc.nat(2),
      ),
      halves: fc.boolean(),
      mode: fc.constantFrom('floor' as const, 'round' as const, 'ceil' as const),
      rough: fc.boolean(),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    .map((p) => {
      const shape = [p.batch, ...p.sizes, p.channels];
      // The cpu backend mixes up the sides of windows that are not square in the gradient for volumes.
      const filterSize = axes === 2 ? p.filter : [p.filter[0], p.filter[1], p.filter[1]];
      const pooling = p.halves
        ? { filterSize: p.filter.map(() => 2), strides: p.filter.map(() => 2), pad: 'valid' }
        : { filterSize, strides: p.strides, pad: p.pad };
      const dimRoundingMode = typeof pooling.pad === 'string' ? undefined : p.mode;
      const x = p.rough ? roughValues(shape, p.seed) : random(shape, p.seed);
      return { x, attrs: { ...pooling, dimRoundingMode, dataFormat: 'NDHWC' } };
    })
    .filter(({ x, attrs }) => outputsExist(x.shape.slice(1, -1), attrs));

/** TensorFlow.js computes sizes below 1 where the window is larger than the padded image. */
function outputsExist(sizes: number[], { filterSize, pad }: { filterSize: unknown; pad: unknown }): boolean {
  if (pad === 'same') return true;
  return sizes.every((size, axis) => {
    const around = Array.isArray(pad) ? (pad[axis + 1] as number[]) : pad === 'valid' ? [0, 0] : [pad, pad];
    return size + Number(around[0]) + Number(around[1]) >= Number((filterSize as number[])[axis]);
  });
}
