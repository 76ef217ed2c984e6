import { AdamOptimizer, mul, type Scalar, type Variable } from '@tensorflow/tfjs-core';
import type { FusedOptimizer, Slots } from './fuse-optimizer.ts';
import { updateKernel } from './update-kernel.ts';

export interface AdamExports {
  /** One step of Adam; `rest` is 1 - beta, `unbias` 1 - beta^t, and the old value counts `keep` times. */
  adamStep(
    value: number,
    mean: number,
    square: number,
    gradient: number,
    newValue: number,
    newMean: number,
    newSquare: number,
    count: number,
    rate: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    unbias1: number,
    unbias2: number,
    epsilon: number,
    keep: number,
  ): void;
}

export const ADAM_UPDATE = 'GradlabAdam';

interface AdamSettings {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  /** 1 - beta^t, which the running means are divided by. */
  readonly unbias1: number;
  readonly unbias2: number;
  readonly epsilon: number;
  /** Factor of the old value: 1, less with decoupled weight decay. */
  readonly keep: number;
}

export const adamUpdate = updateKernel<AdamSettings>(
  ['mean', 'square'],
  (wasm, from, to, count, settings) => {
    const { rate, beta1, beta2, unbias1, unbias2, epsilon, keep } = settings;
    const [value, mean, square, gradient] = from as [number, number, number, number];
    const [newValue, newMean, newSquare] = to as [number, number, number];
    wasm.adamStep(
      value,
      mean,
      square,
      gradient,
      newValue,
      newMean,
      newSquare,
      count,
      rate,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      unbias1,
      unbias2,
      epsilon,
      keep,
    );
  },
);

interface AdamState {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** beta^t, multiplied up step by step. */
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
  readonly accumulatedFirstMoment: Slots['list'];
  readonly accumulatedSecondMoment: Slots['list'];
}

const unbias = (accumulated: Variable) => 1 - ((accumulated as Scalar).dataSync()[0] as number);

export const fusedAdam: FusedOptimizer<AdamState> = {
  type: AdamOptimizer,
  kernel: ADAM_UPDATE,
  fields: ['accBeta1', 'accBeta2', 'accumulatedFirstMoment', 'accumulatedSecondMoment'],
  slots: ({ accumulatedFirstMoment, accumulatedSecondMoment }) => [
    { name: 'mean', suffix: 'm', list: accumulatedFirstMoment },
    { name: 'square', suffix: 'v', list: accumulatedSecondMoment },
  ],
  settings: ({ learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 }) => ({
    rate: learningRate,
    beta1,
    beta2,
    epsilon,
    keep: 1,
    unbias1: unbias(accBeta1),
    unbias2: unbias(accBeta2),
  }),
  finish: ({ accBeta1, accBeta2, beta1, beta2 }) => {
    accBeta1.assign(mul(accBeta1, beta1));
    accBeta2.assign(mul(accBeta2, beta2));
  },
};
