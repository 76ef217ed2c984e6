import * as tf from '@tensorflow/tfjs-core';
import type { Case, Tolerance, Values } from './case.ts';

export interface Result {
  readonly values: ArrayLike<number | string>;
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface Outcome {
  readonly y: Result;
  readonly gradients: readonly Result[];
  /** Tensors, and buffers of the backend, that were left behind. */
  readonly leaked: readonly [number, number];
}

const read = (t: tf.Tensor): Result => ({ values: t.dataSync(), shape: t.shape, dtype: t.dtype });

const toTensor = ({ values, shape, dtype }: Values) => tf.tensor([...values] as number[], [...shape], dtype);

/** Weights of the results, so that no two of them count the same. */
const weights = (size: number) => Float32Array.from({ length: size }, (_, i) => 0.5 + ((i * 7) % 11) / 10);

const varied = ({ inputs, wrt }: Case) => wrt ?? inputs.map((_, i) => i);

function gradients(one: Case, inputs: tf.Tensor[], y: tf.Tensor): Result[] {
  const places = varied(one);
  if (places.length === 0) return [];
  const f = (...some: tf.Tensor[]) => one.op(...inputs.map((input, i) => some[places.indexOf(i)] ?? input));
  const dy = tf.tensor(weights(y.size), y.shape);
  return tf
    .grads(f)(
      places.map((i) => inputs[i] as tf.Tensor),
      dy,
    )
    .map(read);
}

/** Result and gradients of the weighted sum of the results, on the backend that is current now. */
export function compute(one: Case): Outcome {
  const { backend } = tf.engine();
  const before = [tf.memory().numTensors, backend.numDataIds()] as const;
  let found = { y: undefined as unknown as Result, gradients: [] as Result[] };
  tf.tidy(() => {
    const inputs = one.inputs.map(toTensor);
    const y = one.op(...inputs);
    found = { y: read(y), gradients: gradients(one, inputs, y) };
  });
  const leaked = [tf.memory().numTensors - before[0], backend.numDataIds() - before[1]] as const;
  return { ...found, leaked };
}

/** Gradients by central differences, on the backend that is current now. */
export function differenceQuotients(one: Case, step = 4e-3): number[][] {
  const loss = (inputs: readonly Values[]) =>
    tf.tidy(() => {
      const y = one.op(...inputs.map(toTensor)).dataSync() as Float32Array;
      const w = weights(y.length);
      return y.reduce((total, value, i) => total + value * (w[i] as number), 0);
    });
  return varied(one).map((k) => {
    const { values, ...rest } = one.inputs[k] as Values;
    return values.map((_, i) => {
      const moved = (by: number) => values.map((x, l) => (l === i ? Number(x) + by : x));
      const at = (by: number) =>
        loss(one.inputs.map((input, j) => (j === k ? { ...rest, values: moved(by) } : input)));
      return (at(step) - at(-step)) / (2 * step);
    });
  });
}

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** Why two results are not the same, or nothing. */
export function difference(
  actual: Result,
  expected: Result,
  tolerance: Tolerance = { relative: 2e-6 },
): string | undefined {
  if (`${actual.shape}` !== `${expected.shape}`)
    return `shape [${actual.shape}] instead of [${expected.shape}]`;
  if (actual.dtype !== expected.dtype) return `${actual.dtype} instead of ${expected.dtype}`;
  const { relative = 0, ofLargest = 0, absolute = 0 } = tolerance;
  const wanted = Array.from(expected.values);
  const largest = wanted.reduce<number>(
    (max, value) => (isFiniteNumber(value) ? Math.max(max, Math.abs(value)) : max),
    0,
  );
  const bad = wanted.flatMap((e, i) => {
    const a = actual.values[i];
    // Both zeros are the same to whoever computes on, and float32 loses precision below 1e-37.
    const accepted = (value: number) => absolute + relative * Math.abs(value) + ofLargest * largest + 1e-37;
    const same = isFiniteNumber(a) && isFiniteNumber(e) ? Math.abs(a - e) <= accepted(e) : Object.is(a, e);
    return same ? [] : [`[${i}] ${a} instead of ${e}`];
  });
  if (actual.values.length !== wanted.length) bad.push(`${actual.values.length} values`);
  return bad.length === 0 ? undefined : `${bad.length} of ${wanted.length}: ${bad.slice(0, 4).join(', ')}`;
}
