import { AdagradOptimizer, backend } from '@tensorflow/tfjs-core';
import type { FusedOptimizer, Slots } from './fuse-optimizer.ts';
import { updateKernel } from './update-kernel.ts';

export interface AdagradExports {
  /** newSum = sum + gradient^2; newValue = value - rate gradient / sqrt(newSum + epsilon). */
  adagradStep(
    value: number,
    sum: number,
    gradient: number,
    newValue: number,
    newSum: number,
    count: number,
    rate: number,
    epsilon: number,
  ): void;
}

export const ADAGRAD_UPDATE = 'GradlabAdagrad';

interface AdagradSettings {
  readonly rate: number;
  readonly epsilon: number;
}

export const adagradUpdate = updateKernel<AdagradSettings>(
  ['sum'],
  (wasm, from, to, count, { rate, epsilon }) => {
    const [value, sum, gradient] = from as [number, number, number];
    const [newValue, newSum] = to as [number, number];
    wasm.adagradStep(value, sum, gradient, newValue, newSum, count, rate, epsilon);
  },
);

interface AdagradState {
  readonly learningRate: number;
  readonly initialAccumulatorValue: number;
  readonly accumulatedGrads: Slots['list'];
}

export const fusedAdagrad: FusedOptimizer<AdagradState> = {
  type: AdagradOptimizer,
  kernel: ADAGRAD_UPDATE,
  fields: ['initialAccumulatorValue', 'accumulatedGrads'],
  slots: ({ accumulatedGrads, initialAccumulatorValue }) => [
    { name: 'sum', suffix: 'accumulator', list: accumulatedGrads, initial: initialAccumulatorValue },
  ],
  settings: ({ learningRate }) => ({ rate: learningRate, epsilon: backend().epsilon() }),
};
