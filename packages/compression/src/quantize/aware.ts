import { crossEntropy, type Loss, type ObjectiveRecipe } from '@gradlab/train';
import { abs, div, max, maximum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { ActivationRanges } from './calibrate.ts';
import { fakeQuantize, lastStep, rangeSteps } from './fake-quantize.ts';
import { withOutputs, withWeightValues } from './intercept.ts';
import { skipReason, type WeightSelection } from './selection.ts';

export interface SimulateOptions extends WeightSelection {
  /** Of the weights, symmetric as `compressed(model, { bits })` has them; an integer from 2 to 16. Default: 8. */
  readonly bits?: number;
  /** A step for each output channel, or one for a tensor. Default: 'channel'. */
  readonly per?: 'channel' | 'tensor';
  /** What `calibrate` gave: the outputs of these layers are rounded too. Default: none. */
  readonly activations?: ActivationRanges;
  /** An integer from 2 to 16. Default: 8. */
  readonly activationBits?: number;
}

/** Below the smallest normal float32 a step has no reciprocal. */
const SMALLEST = 1.2e-38;

/** The weights as they are after quantization. */
function rounded(path: string, value: Tensor, bits: number, per: 'channel' | 'tensor'): Tensor {
  const channelAxes = /depthwise_kernel$/.test(path) ? 2 : 1;
  const axes = value.shape.map((_, i) => i).slice(0, per === 'channel' ? -channelAxes : undefined);
  const last = lastStep(bits);
  const scale = tidy(() => maximum(div(max(abs(value), axes, true), last), SMALLEST));
  return fakeQuantize(value, { scale, low: -last, high: last });
}

/**
 * Runs `body` while the model computes as if its weights, and the outputs of layers whose ranges are given, were integers. Gradients go straight
 * through the rounding. Only while `body` runs, and it must be synchronous: `simulateQuantization(model, {}, () => model.predict(xs))`.
 *
 * @throws InvalidOptionError where an option is outside its range, or nothing is included
 */
export function simulateQuantization<R>(model: LayersModel, options: SimulateOptions, body: () => R): R {
  const { bits = 8, per = 'channel', activations = new Map(), activationBits = 8, ...selection } = options;
  lastStep(bits);
  lastStep(activationBits);
  if (per !== 'channel' && per !== 'tensor')
    throw new InvalidOptionError(`per must be 'channel' or 'tensor', got ${per}.`);
  const weights = model.weights.filter(
    ({ originalName: path, shape, dtype }) =>
      skipReason({ path, shape: shape as number[], dtype: dtype as string }, selection) === undefined,
  );
  if (weights.length === 0 && activations.size === 0) {
    throw new InvalidOptionError(
      'simulateQuantization: include names no weight of the model, and there are no activations.',
    );
  }
  const output = (layer: string, value: Tensor): Tensor => {
    const range = activations.get(layer);
    return range ? fakeQuantize(value, rangeSteps(range.min, range.max, activationBits)) : value;
  };
  return withWeightValues(
    weights,
    (path, value) => rounded(path, value, bits, per),
    () => withOutputs(model, output, body),
  );
}

export interface QuantizationAwareOptions extends SimulateOptions {
  /** Default: `crossEntropy`. */
  readonly loss?: Loss;
}

/**
 * Quantization-aware training (Jacob et al. 2018, arXiv:1712.05877): the loss is that of the model with rounded weights, and activations where
 * their ranges are given; what is trained stays float32, and `compressed(model, { bits })` rounds it in the end.
 *
 * ```ts
 * await fit(model, train, { objective: quantizationAware({ bits: 4 }), optimizer: adam(1e-4), epochs: 2 });
 * ```
 *
 * @throws InvalidOptionError, from the run, where an option is outside its range
 */
export function quantizationAware({
  loss = crossEntropy,
  ...options
}: QuantizationAwareOptions = {}): ObjectiveRecipe {
  return () => ({
    loss: ({ model, xs, ys }, _, forward) => {
      const outputs = simulateQuantization(model, options, () => [forward(xs)].flat()[0] as Tensor);
      return { loss: loss(ys, outputs), outputs };
    },
  });
}
