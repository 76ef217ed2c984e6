import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { channelsOf } from './per-channel.ts';

export type Layer = LayersModel['layers'][number];
type Weight = Layer['weights'][number];

export const weightOf = (layer: Layer, name: string): Weight | undefined =>
  layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));

/** The weights that meet the input: `kernel`, or `depthwise_kernel`. */
export const kernelOf = (layer: Layer): Weight | undefined =>
  weightOf(layer, 'kernel') ?? weightOf(layer, 'depthwise_kernel');

export const valuesOf = (weight: Weight): Float32Array => weight.read().dataSync().slice() as Float32Array;

export function setValues(weight: Weight, values: Float32Array): void {
  const value: Tensor = tensor(values, weight.shape as number[]);
  weight.write(value);
  value.dispose();
}

export const outputChannels = (kernel: Weight): number =>
  channelsOf(kernel.originalName, kernel.shape as number[]);

/** The largest absolute value of each channel, where the value at `i` belongs to the channel `channel(i)`. */
export function largest(
  values: Float32Array,
  channels: number,
  channel: (i: number) => number,
): Float64Array {
  const found = new Float64Array(channels);
  for (const [i, value] of values.entries()) {
    const c = channel(i);
    found[c] = Math.max(found[c] as number, Math.abs(value));
  }
  return found;
}

/** The layers of a class whose kernel has its outputs last, and that do nothing before it. */
export const KERNELS: ReadonlySet<string> = new Set([
  'Dense',
  'Conv1D',
  'Conv2D',
  'Conv3D',
  'DepthwiseConv2D',
]);

/**
 * The only layer that reads this one's output; undefined where there are none or several, the layer is used twice, or its output is one of the
 * model's.
 */
export function onlyReader(layer: Layer, { outputLayers }: LayersModel): Layer | undefined {
  const readers = layer.outboundNodes as unknown as readonly { readonly outboundLayer: Layer }[];
  if (layer.inboundNodes.length !== 1 || readers.length !== 1 || outputLayers.includes(layer))
    return undefined;
  const reader = readers[0]?.outboundLayer;
  return reader?.inboundNodes.length === 1 ? reader : undefined;
}

export const configOf = (layer: Layer) =>
  layer.getConfig() as {
    readonly activation?: unknown;
    readonly maxValue?: number;
    readonly axis?: number;
    readonly dataFormat?: string;
    readonly epsilon?: number;
    readonly negativeSlope?: number;
    readonly threshold?: number;
  };

/** How many times the largest channel is the smallest that is not all zeros. */
export function ratioOf(maxima: Float64Array): number {
  const living = Array.from(maxima).filter((value) => value > 0);
  return living.length === 0 ? 1 : Math.max(...living) / Math.min(...living);
}
