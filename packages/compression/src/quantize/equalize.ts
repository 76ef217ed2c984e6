import { type io, io as tfio } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { artifactsOf } from '../encode/artifacts.ts';
import {
  configOf,
  KERNELS,
  kernelOf,
  type Layer,
  largest,
  onlyReader,
  outputChannels,
  ratioOf,
  setValues,
  valuesOf,
  weightOf,
} from './channels.ts';
import { scaleChain } from './relu-chain.ts';

export interface Equalized {
  /** A new model that computes the same, up to rounding; the caller's to dispose. */
  readonly model: LayersModel;
  /** Layers whose channels are equal now, with what took their scales, and how many times the largest channel was the smallest before. */
  readonly layers: readonly { readonly layer: string; readonly into: string; readonly ratio: number }[];
  /** Layers with kernels that stayed as they were, and why. */
  readonly skipped: readonly { readonly layer: string; readonly reason: string }[];
}

/** Channels of zeros keep their scale. */
const scalesOf = (maxima: Float64Array): Float64Array => maxima.map((value) => (value > 0 ? value : 1));

/** Why a layer's output channels are not the last axis of its kernel and of its output. */
function whyNot(layer: Layer): string | undefined {
  if (!KERNELS.has(layer.getClassName())) return `layers of class ${layer.getClassName()} are not equalized`;
  return configOf(layer).dataFormat === 'channelsFirst' ? 'its channels come first' : undefined;
}

/** Why a batch norm cannot take the scales of the layer before it. */
function obstacle(layer: Layer, norm: Layer): string | undefined {
  if (weightOf(norm, 'gamma') === undefined) return `${norm.name} has no gamma to take the scales`;
  const activation = configOf(layer).activation;
  if (activation !== undefined && activation !== 'linear')
    return `its own activation comes before ${norm.name}`;
  const { axis = -1 } = configOf(norm);
  if (axis !== -1 && axis !== (norm.output as SymbolicTensor).shape.length - 1)
    return `${norm.name} is over axis ${axis}, not over channels`;
  return undefined;
}

/**
 * With s the largest weight of a channel: w / s, b / s, mean / s, variance / s^2, and gamma s sqrt((variance / s^2 + eps) / (variance + eps)).
 */
function foldInto(layer: Layer, norm: Layer): number {
  const kernel = kernelOf(layer) as NonNullable<ReturnType<typeof kernelOf>>;
  const channels = outputChannels(kernel);
  const values = valuesOf(kernel);
  const maxima = largest(values, channels, (i) => i % channels);
  const scales = scalesOf(maxima);
  const scale = (c: number) => scales[c] as number;
  setValues(
    kernel,
    values.map((value, i) => value / scale(i % channels)),
  );
  const bias = weightOf(layer, 'bias');
  if (bias)
    setValues(
      bias,
      valuesOf(bias).map((value, c) => value / scale(c)),
    );
  const part = (name: string) => weightOf(norm, name) as NonNullable<ReturnType<typeof weightOf>>;
  const [gamma, mean, variance] = [part('gamma'), part('moving_mean'), part('moving_variance')];
  const old = valuesOf(variance);
  const epsilon = configOf(norm).epsilon ?? 1e-3;
  const next = old.map((value, c) => value / scale(c) ** 2);
  setValues(
    mean,
    valuesOf(mean).map((value, c) => value / scale(c)),
  );
  setValues(variance, next);
  // With the variance as float32 has it, so that what it lost does not come in twice.
  setValues(
    gamma,
    valuesOf(gamma).map(
      (value, c) =>
        value * scale(c) * Math.sqrt(((next[c] as number) + epsilon) / ((old[c] as number) + epsilon)),
    ),
  );
  return ratioOf(maxima);
}

const isNorm = (layer: Layer | undefined): layer is Layer =>
  layer !== undefined && weightOf(layer, 'moving_variance') !== undefined;

/**
 * Makes the output channels of a layer equally large and lets what follows take their scales: a batch norm, or, through ReLU and pooling, the
 * layer behind (cross-layer equalization, Nagel et al. 2019, arXiv:1906.04721). Quantized with one step for a whole tensor, as TensorFlow.js'
 * format has it, small channels then keep as many levels as large ones. Quantize kernels alone afterwards, which is the default: the scales
 * are in gamma and the moving statistics.
 *
 * @returns the model given is unchanged
 * @throws TensorFlow.js' own error where the model has layers of classes that are not registered
 */
export async function equalizeChannels(model: LayersModel): Promise<Equalized> {
  const artifacts: io.ModelArtifacts = await artifactsOf(model);
  const copy = await loadLayersModel(tfio.fromMemory(artifacts));
  const layers: { layer: string; into: string; ratio: number }[] = [];
  const skipped: { layer: string; reason: string }[] = [];
  for (const layer of copy.layers) {
    if (kernelOf(layer) === undefined) continue;
    const unlike = whyNot(layer);
    if (unlike) {
      skipped.push({ layer: layer.name, reason: unlike });
      continue;
    }
    const reader = onlyReader(layer, copy);
    if (isNorm(reader)) {
      const reason = obstacle(layer, reader);
      if (reason) skipped.push({ layer: layer.name, reason });
      else layers.push({ layer: layer.name, into: reader.name, ratio: foldInto(layer, reader) });
      continue;
    }
    const chain = scaleChain(layer, copy);
    if ('reason' in chain) skipped.push({ layer: layer.name, reason: chain.reason });
    else layers.push({ layer: layer.name, ...chain });
  }
  return { model: copy, layers, skipped };
}
