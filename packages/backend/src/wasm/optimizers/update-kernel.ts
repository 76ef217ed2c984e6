import type { TensorInfo } from '@tensorflow/tfjs-core';
import { addressOr0, type Engine, output } from '../engine.ts';
import { type MakeKernel, sizeOf } from '../kernel.ts';

/** Addresses of the value, of each slot and of the gradient, then those of the new value and of each new slot; 0 for absent ones. */
type Step<Settings> = (
  wasm: Engine['wasm'],
  from: readonly number[],
  to: readonly number[],
  count: number,
  settings: Settings,
) => void;

/**
 * A kernel that makes one step of an optimizer for one weight tensor. Inputs: `value`, the slots by name (some may be absent)
 * and `gradient`, all float32 and of one shape. Returns the new value and the new slots in that order; nothing changes in place.
 */
export const updateKernel =
  <Settings>(slots: readonly string[], step: Step<Settings>): MakeKernel =>
  (engine) =>
  ({ inputs, attrs }) => {
    const given = inputs as Readonly<Record<string, TensorInfo | undefined>>;
    const { shape } = given.value as TensorInfo;
    const from = ['value', ...slots, 'gradient'].map((name) => addressOr0(engine, given[name]));
    const results = ['value', ...slots].map((name) => (given[name] ? output(engine, shape) : undefined));
    const to = results.map((result) => addressOr0(engine, result));
    step(engine.wasm, from, to, sizeOf(shape), attrs as Settings);
    return results.filter((result) => result !== undefined);
  };
