import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { type Inputs, random, relativeError, type Values } from './test-support.ts';

export interface Sizes {
  readonly batch: number;
  readonly time: number;
  readonly units: number;
}

export interface Case extends Sizes {
  readonly seed: number;
  /** Whether the gradient is that of the last states alone. */
  readonly last: boolean;
}

export const cases = fc.record<Case>({
  batch: fc.nat(5),
  time: fc.nat(5),
  units: fc.integer({ min: 1, max: 20 }),
  seed: fc.nat(1000),
  last: fc.boolean(),
});

export const gradientOfStates = ({ batch, time, units, last, seed }: Case) =>
  random(last ? [batch, units] : [batch, time, units], seed + 100);

const tensorsOf = (inputs: Inputs) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { values, shape }]) => [name, tf.tensor(values, shape)]),
  );

const valuesOf = (tensor: tf.Tensor): Values => ({
  values: tensor.dataSync() as Float32Array,
  shape: tensor.shape,
});

/** Runs a kernel of the engine and checks that only its results remain, and nothing once they are disposed. */
export async function runEngine(kernel: string, inputs: Inputs): Promise<Values[]> {
  await loadBackend({ prefer: 'wasm', strict: true });
  const tensors = tensorsOf(inputs);
  const books = () => ({ tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() });
  const before = books();
  const results = tf.engine().runKernel(kernel, tensors) as tf.Tensor[];
  const { tensors: count, buffers } = before;
  expect(books()).toEqual({ tensors: count + results.length, buffers: buffers + results.length });
  const values = results.map(valuesOf);
  tf.dispose(results);
  expect(books()).toEqual(before);
  tf.dispose(tensors);
  return values;
}

/** The states of a layer that TensorFlow.js composes of small operations, `[N, H]` after each step. */
export type Compose<Name extends string> = (inputs: Readonly<Record<Name, tf.Tensor>>) => tf.Tensor[];

/** One state after the other, from zeros. */
export function unrolled(
  projected: tf.Tensor,
  units: number,
  step: (input: tf.Tensor2D, before: tf.Tensor2D, t: number) => tf.Tensor2D,
): tf.Tensor[] {
  const [batch, time, columns] = projected.shape as [number, number, number];
  let h = tf.zeros([batch, units]) as tf.Tensor2D;
  const states: tf.Tensor[] = [];
  for (let t = 0; t < time; t++) {
    const input = tf.reshape(tf.slice(projected, [0, t, 0], [batch, 1, columns]), [batch, columns]);
    h = step(input as tf.Tensor2D, h, t);
    states.push(h);
  }
  return states;
}

/** The states on the cpu backend, `[N, T, H]`, and the gradients with respect to the inputs named. */
export async function onCpu<Name extends string>(
  compose: Compose<Name>,
  { batch, time, units }: Sizes,
  inputs: Readonly<Record<Name, Values>>,
  names: readonly Name[],
  dy: Values,
): Promise<{ readonly states: Values; readonly gradients: Values[] }> {
  await loadBackend({ prefer: 'cpu', strict: true });
  if (time === 0) {
    const zeros = ({ shape, values }: Values) => ({ shape, values: new Float32Array(values.length) });
    const states = { shape: [batch, 0, units], values: new Float32Array(0) };
    return { states, gradients: names.map((name) => zeros(inputs[name])) };
  }
  const tensors = tensorsOf(inputs) as Record<Name, tf.Tensor>;
  const states = tf.tidy(() => tf.stack(compose(tensors), 1));
  const gradients = tf.tidy(() => {
    const chosen = (...wanted: tf.Tensor[]) => {
      const replaced = Object.fromEntries(names.map((name, i) => [name, wanted[i]]));
      const all = compose({ ...tensors, ...replaced });
      return dy.shape.length === 3 ? tf.stack(all, 1) : (all.at(-1) as tf.Tensor);
    };
    return tf.grads(chosen)(
      names.map((name) => tensors[name]),
      tf.tensor(dy.values, dy.shape),
    );
  });
  const found = { states: valuesOf(states), gradients: gradients.map(valuesOf) };
  tf.dispose([tensors, states, gradients]);
  return found;
}

/** Errors relative to the largest value, or to 1, the size of the inputs, where they cancel. */
export function expectClose(actual: readonly Values[], expected: readonly Values[], tolerance: number): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  const withOne = ({ values }: Values) => Float32Array.from([...values, 1]);
  for (const [i, wanted] of expected.entries()) {
    expect(relativeError(withOne(actual[i] as Values), withOne(wanted))).toBeLessThan(tolerance);
  }
}

/** The last of `[N, T, H]`. */
export function lastOf({ values, shape }: Values): Values {
  const [batch, time, units] = shape as [number, number, number];
  const last = new Float32Array(batch * units);
  for (let n = 0; n < batch && time > 0; n++) {
    const from = (n * time + time - 1) * units;
    last.set(values.subarray(from, from + units), n * units);
  }
  return { values: last, shape: [batch, units] };
}

/** d sum(dy states) / d (one of the inputs), by differences of a forward pass in float64. */
export function differences(
  states: (input: Float64Array) => Float64Array,
  input: Float32Array,
  dy: Float32Array,
): Float32Array {
  const step = 1e-5;
  return input.map((_, i) => {
    const [above, below] = [step, -step].map((change) => {
      const moved = Float64Array.from(input);
      moved[i] = (moved[i] as number) + change;
      return states(moved).reduce((sum, value, k) => sum + value * (dy[k] as number), 0);
    }) as [number, number];
    return (above - below) / (2 * step);
  });
}
