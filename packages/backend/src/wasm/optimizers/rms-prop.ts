import { RMSPropOptimizer } from '@tensorflow/tfjs-core';
import type { FusedOptimizer, Slots } from './fuse-optimizer.ts';
import { updateKernel } from './update-kernel.ts';

export interface RmsPropExports {
  /** One step of RMSProp; `rest` is 1 - decay. Without velocity or mean (0) it does without them. */
  rmsPropStep(
    value: number,
    square: number,
    velocity: number,
    mean: number,
    gradient: number,
    newValue: number,
    newSquare: number,
    newVelocity: number,
    newMean: number,
    count: number,
    innerRate: number,
    outerRate: number,
    decay: number,
    rest: number,
    momentum: number,
    innerEpsilon: number,
    outerEpsilon: number,
  ): void;
}

export const RMS_PROP_UPDATE = 'GradlabRmsProp';

interface RmsPropSettings {
  readonly decay: number;
  readonly momentum: number;
  /** Factor of the gradient on its way into the velocity, and of the velocity on its way into the value. */
  readonly innerRate: number;
  readonly outerRate: number;
  /** Added under the root, and to the root. */
  readonly innerEpsilon: number;
  readonly outerEpsilon: number;
}

export const rmsPropUpdate = updateKernel<RmsPropSettings>(
  ['square', 'velocity', 'mean'],
  (wasm, from, to, count, { decay, momentum, innerRate, outerRate, innerEpsilon, outerEpsilon }) => {
    const [value, square, velocity, mean, gradient] = from as [number, number, number, number, number];
    const [newValue, newSquare, newVelocity, newMean] = to as [number, number, number, number];
    wasm.rmsPropStep(
      value,
      square,
      velocity,
      mean,
      gradient,
      newValue,
      newSquare,
      newVelocity,
      newMean,
      count,
      innerRate,
      outerRate,
      decay,
      1 - decay,
      momentum,
      innerEpsilon,
      outerEpsilon,
    );
  },
);

interface RmsPropState {
  readonly learningRate: number;
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly accumulatedMeanSquares: Slots['list'];
  readonly accumulatedMoments: Slots['list'];
  readonly accumulatedMeanGrads: Slots['list'];
}

export const fusedRmsProp: FusedOptimizer<RmsPropState> = {
  type: RMSPropOptimizer,
  kernel: RMS_PROP_UPDATE,
  fields: ['centered', 'accumulatedMeanSquares', 'accumulatedMoments', 'accumulatedMeanGrads'],
  slots: ({ accumulatedMeanSquares, accumulatedMoments, accumulatedMeanGrads, centered }) => [
    { name: 'square', suffix: 'rms', list: accumulatedMeanSquares },
    { name: 'velocity', suffix: 'momentum', list: accumulatedMoments },
    ...(centered ? [{ name: 'mean', suffix: 'mg', list: accumulatedMeanGrads }] : []),
  ],
  settings: ({ learningRate, decay, momentum, epsilon }) => ({
    decay,
    momentum,
    innerRate: learningRate,
    outerRate: 1,
    innerEpsilon: epsilon,
    outerEpsilon: 0,
  }),
};
