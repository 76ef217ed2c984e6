import type { TrainSource } from '@gradlab/train';
import { dispose, keep, max, min, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { withOutputs } from './intercept.ts';

/** The smallest and largest value a layer gave, by its name. */
export type ActivationRanges = ReadonlyMap<string, { readonly min: number; readonly max: number }>;

export interface CalibrateOptions {
  /** Samples that are looked at; a positive integer. Default: 256. */
  readonly samples?: number;
  /** Default: 32. */
  readonly batchSize?: number;
  /** Default: every layer but inputs and those that hand on what they get. */
  readonly include?: (layer: string) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * Ranges of the activations on data, in inference mode: what quantizing them needs to know.
 *
 * @throws InvalidOptionError where there is no sample, or a layer gives values that are not finite
 */
export async function calibrate(
  model: LayersModel,
  data: TrainSource,
  options: CalibrateOptions = {},
): Promise<ActivationRanges> {
  const { samples = 256, batchSize = 32, include = () => true, signal } = options;
  if (!Number.isInteger(samples) || samples < 1)
    throw new InvalidOptionError(`calibrate: samples must be a positive integer, got ${samples}.`);
  const ranges = new Map<string, { min: number; max: number }>();
  let seen = 0;
  for await (const { xs, ys } of data.batches({ batchSize })) {
    try {
      signal?.throwIfAborted();
      // Kept, because layers tidy up after themselves.
      const found: [string, Tensor][] = [];
      const observe = (name: string, output: Tensor): Tensor => {
        if (include(name)) found.push([name, keep(stack([min(output), max(output)]))]);
        return output;
      };
      tidy(() => {
        withOutputs(model, observe, () => model.predict(xs));
      });
      for (const [name, extremes] of found) {
        const [low, high] = (await extremes.data()) as unknown as readonly [number, number];
        extremes.dispose();
        if (!Number.isFinite(low) || !Number.isFinite(high)) {
          throw new InvalidOptionError(`calibrate: ${name} gives values from ${low} to ${high}.`);
        }
        const before = ranges.get(name);
        ranges.set(name, {
          min: Math.min(low, before?.min ?? low),
          max: Math.max(high, before?.max ?? high),
        });
      }
      seen += ys.shape[0] as number;
    } finally {
      dispose([xs, ys]);
    }
    if (seen >= samples) break;
  }
  if (seen === 0) throw new InvalidOptionError('calibrate: there is no sample to look at.');
  return ranges;
}
