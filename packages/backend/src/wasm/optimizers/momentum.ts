import { MomentumOptimizer, type Scalar, SGDOptimizer } from '@tensorflow/tfjs-core';
import type { FusedOptimizer, Slots } from './fuse-optimizer.ts';
import { updateKernel } from './update-kernel.ts';

export interface MomentumExports {
  /** newValue = value - rate gradient. */
  sgdStep(value: number, gradient: number, newValue: number, count: number, rate: number): void;
  /** newVelocity = momentum velocity + gradient; newValue = value - rate newVelocity, or Nesterov's form of it. */
  momentumStep(
    value: number,
    velocity: number,
    gradient: number,
    newValue: number,
    newVelocity: number,
    count: number,
    rate: number,
    momentum: number,
    nesterov: boolean,
  ): void;
}

export const SGD_UPDATE = 'GradlabSgd';
export const MOMENTUM_UPDATE = 'GradlabMomentum';

interface SgdSettings {
  readonly rate: number;
}

interface MomentumSettings extends SgdSettings {
  readonly momentum: number;
  readonly nesterov: boolean;
}

export const sgdUpdate = updateKernel<SgdSettings>([], (wasm, from, to, count, { rate }) => {
  const [value, gradient] = from as [number, number];
  const [newValue] = to as [number];
  wasm.sgdStep(value, gradient, newValue, count, rate);
});

export const momentumUpdate = updateKernel<MomentumSettings>(
  ['velocity'],
  (wasm, from, to, count, { rate, momentum, nesterov }) => {
    const [value, velocity, gradient] = from as [number, number, number];
    const [newValue, newVelocity] = to as [number, number];
    wasm.momentumStep(value, velocity, gradient, newValue, newVelocity, count, rate, momentum, nesterov);
  },
);

interface SgdState {
  /** The negative learning rate. */
  readonly c: Scalar;
}

interface MomentumState extends SgdState {
  /** The momentum that counts: `setMomentum` changes another field, which the optimizer never reads. */
  readonly m: Scalar;
  readonly useNesterov: boolean;
  readonly accumulations: Slots['list'];
}

const numberOf = (scalar: Scalar) => scalar.dataSync()[0] as number;

export const fusedSgd: FusedOptimizer<SgdState> = {
  type: SGDOptimizer,
  kernel: SGD_UPDATE,
  fields: ['c'],
  slots: () => [],
  settings: ({ c }) => ({ rate: -numberOf(c) }),
};

export const fusedMomentum: FusedOptimizer<MomentumState> = {
  type: MomentumOptimizer,
  kernel: MOMENTUM_UPDATE,
  fields: ['c', 'm', 'useNesterov', 'accumulations'],
  slots: ({ accumulations }) => [{ name: 'velocity', suffix: 'momentum', list: accumulations }],
  settings: ({ c, m, useNesterov }) => ({
    rate: -numberOf(c),
    momentum: numberOf(m),
    nesterov: useNesterov,
  }),
};
