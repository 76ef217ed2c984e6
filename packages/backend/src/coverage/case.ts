import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** Values of one input, kept outside of any backend. */
export interface Values {
  readonly values: readonly (number | string)[];
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** An error up to the sum of these is accepted. */
export interface Tolerance {
  /** Of the value itself. */
  readonly relative?: number;
  /** Of the largest value of the result: for what is a sum of many. */
  readonly ofLargest?: number;
  readonly absolute?: number;
}

/** One call of one op whose result and gradients both backends must agree on. */
export interface Case {
  /** What is special about it. */
  readonly title: string;
  readonly inputs: readonly Values[];
  // biome-ignore lint/suspicious/noExplicitAny: ops want tensors of their own rank and type
  readonly op: (...inputs: any[]) => Tensor;
  /** Inputs to differentiate with respect to. Default: all of them. */
  readonly wrt?: readonly number[];
  /** Why the gradient need not equal the difference quotient. Default: it must. */
  readonly notSmooth?: string;
  /** Why the cpu backend is no reference for the gradient, so that the difference quotient alone is. */
  readonly cpuGradient?: string;
  /** Why the cpu backend is no reference for the result, and what it should be. */
  readonly expected?: {
    readonly because: string;
    readonly values: readonly number[];
    readonly shape: readonly number[];
  };
  /** Default: 2e-6 of the value itself. */
  readonly tolerance?: Tolerance;
}

/** Cases by kernel. */
export type Cases = Readonly<Record<string, readonly Case[]>>;

const volume = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Numbers from 0 to 1 that look random (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function given(
  values: readonly (number | string)[],
  dtype: DataType = 'float32',
  shape: readonly number[] = [values.length],
): Values {
  return { values, shape, dtype };
}

export function floats(shape: readonly number[], seed = 1, low = -1, high = 1): Values {
  const next = uniform(seed);
  const values = Array.from({ length: volume(shape) }, () => Math.fround(low + (high - low) * next()));
  return given(values, 'float32', shape);
}

/** Whole numbers from `low` to `high`, both included. */
export function ints(shape: readonly number[], seed = 1, low = -5, high = 5): Values {
  const next = uniform(seed);
  const values = Array.from({ length: volume(shape) }, () => low + Math.floor((high - low + 1) * next()));
  return given(values, 'int32', shape);
}

export const bools = (shape: readonly number[], seed = 1): Values => ({
  ...ints(shape, seed, 0, 1),
  dtype: 'bool',
});

/** Floats no two of which come close, half of them negative: for what has a kink where two are equal. */
export function distinct(shape: readonly number[], seed = 1): Values {
  const size = volume(shape);
  const order = floats([size], seed).values.map((value, i) => [value, i] as const);
  order.sort(([a], [b]) => Number(a) - Number(b));
  const values = order.map(([, rank]) => Math.fround((rank - size / 2 + 0.3) / 8));
  return given(values, 'float32', shape);
}

/** With NaN and both infinities among ordinary numbers. */
export function notFinite(shape: readonly number[], seed = 5): Values {
  const { values } = floats(shape, seed);
  const odd = (i: number) =>
    i % 7 === 3
      ? Number.NaN
      : i % 5 === 2
        ? Number.POSITIVE_INFINITY
        : i % 11 === 4
          ? Number.NEGATIVE_INFINITY
          : undefined;
  return given(
    values.map((value, i) => odd(i) ?? value),
    'float32',
    shape,
  );
}

type Extra = Omit<Partial<Case>, 'title' | 'inputs' | 'op'>;

/** The same op on data of every type. */
export function everyType(
  title: string,
  shape: readonly number[],
  op: Case['op'],
  extra: Extra = {},
): Case[] {
  const rough = { notSmooth: 'no small steps', ...extra };
  return [
    { title, inputs: [floats(shape)], op, ...extra },
    { title: `${title}, int32`, inputs: [ints(shape)], op, ...rough },
    { title: `${title}, bool`, inputs: [bools(shape)], op, ...rough },
  ];
}

/** Results alone, for what has no gradient. */
export const forwardOnly = (cases: readonly Case[]): Case[] => cases.map((one) => ({ ...one, wrt: [] }));

/** Results of one op alone. */
export const forward = (title: string, op: Case['op'], ...inputs: readonly Values[]): Case => ({
  title,
  inputs,
  op,
  wrt: [],
  tolerance: { relative: 1e-5, ofLargest: 1e-6 },
});
