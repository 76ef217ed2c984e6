import type { Layer } from '@gradlab/layer-graph';
import { ShortcutA } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { weightKind } from './graph.ts';

/** Numbers that repeat and follow from a seed: in [-1, 1), from a multiplicative generator. */
export function stream(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
}

/** Weights of a random network: none is zero by accident, variances are positive. */
export function fill(network: LayersModel, seed: number): LayersModel {
  const next = stream(seed);
  for (const layer of network.layers) {
    const values = layer.weights.map((weight) => {
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      const positive = weightKind(weight) === 'moving_variance';
      const data = Float32Array.from({ length: size }, () =>
        positive ? 0.5 + Math.abs(next()) : 0.5 * next(),
      );
      return tf.tensor(data, weight.shape as number[]);
    });
    if (values.length > 0) layer.setWeights(values);
    tf.dispose(values);
  }
  return network;
}

export async function savedAndLoaded(network: LayersModel): Promise<LayersModel> {
  let saved: tf.io.ModelArtifacts = {};
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return loadLayersModel(tf.io.fromMemory(saved));
}

export const outputs = (network: LayersModel, x: tf.Tensor): number[] =>
  tf.tidy(() => Array.from((network.predict(x) as tf.Tensor).dataSync()));

/**
 * The sizes of all summands that make each output: the network with absolute weights, for absolute inputs. Rounding errors are measured by
 * it, because outputs may cancel. Activations must be ReLU, which passes errors on as they are or not at all.
 */
export function summands(network: LayersModel, x: tf.Tensor): number[] {
  const old = network.getWeights().map((weight) => tf.clone(weight));
  const sizes = tf.tidy(() => {
    for (const layer of network.layers) {
      const values = layer.weights.map((weight) => {
        const size = tf.abs(weight.read());
        return weightKind(weight) === 'moving_mean' ? tf.neg(size) : size;
      });
      if (values.length > 0) layer.setWeights(values);
    }
    return outputs(network, tf.abs(x));
  });
  network.setWeights(old);
  tf.dispose(old);
  return sizes;
}

export const layerOf = (network: LayersModel, name: string): Layer => network.getLayer(name);

const apply = (layer: Layer, x: SymbolicTensor | SymbolicTensor[]) => layer.apply(x) as SymbolicTensor;

/** One step of a random network. Each keeps zeros zero, so that a channel of zeros stays one. */
const STEPS: readonly ((
  x: SymbolicTensor,
  pick: (below: number) => number,
  name: string,
) => SymbolicTensor)[] = [
  (x, pick, name) => {
    const conv = {
      name,
      filters: 1 + pick(4),
      kernelSize: 1 + pick(3),
      padding: 'same',
      activation: 'relu',
    } as const;
    return apply(layers.conv2d(conv), x);
  },
  (x, _, name) => apply(layers.reLU({ name: `${name}_relu` }), apply(layers.batchNormalization({ name }), x)),
  (x, pick, name) =>
    apply(
      layers.depthwiseConv2d({
        name,
        kernelSize: 3,
        padding: 'same',
        depthMultiplier: 1 + pick(2),
        activation: 'relu',
      }),
      x,
    ),
  (x, pick, name) =>
    apply(
      layers.separableConv2d({
        name,
        filters: 1 + pick(4),
        kernelSize: 3,
        padding: 'same',
        depthMultiplier: 1 + pick(2),
        activation: 'relu',
      }),
      x,
    ),
  (x, pick, name) => {
    const other = {
      name: `${name}_side`,
      filters: x.shape[3] as number,
      kernelSize: 1 + pick(2),
      padding: 'same',
    } as const;
    return apply(layers.add({ name }), [x, apply(layers.conv2d(other), x)]);
  },
  (x, pick, name) => {
    const other = { name: `${name}_side`, filters: 1 + pick(3), kernelSize: 1, activation: 'relu' } as const;
    return apply(layers.concatenate({ name }), [apply(layers.conv2d(other), x), x]);
  },
  (x, _, name) => {
    const [, height = null, , channels] = x.shape;
    if (height === null || height < 4) return x;
    const small = apply(new ShortcutA({ name: `${name}_short`, zeros: 'around' }), x);
    const conv = {
      name: `${name}_conv`,
      filters: 2 * (channels as number),
      kernelSize: 3,
      strides: 2,
      padding: 'same',
    } as const;
    return apply(layers.add({ name }), [small, apply(layers.conv2d(conv), x)]);
  },
  (x, _, name) => ((x.shape[1] as number) < 4 ? x : apply(layers.maxPooling2d({ name, poolSize: 2 }), x)),
  (x, _, name) =>
    apply(
      layers.conv2dTranspose({ name, filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' }),
      x,
    ),
];

export const STEP_COUNT = STEPS.length;

/** A network of the steps of these numbers, and a head of dense layers behind flattening or global pooling. */
export function randomNetwork(steps: readonly number[], seed: number): LayersModel {
  const next = stream(seed);
  const pick = (below: number) => Math.floor(((next() + 1) / 2) * below);
  const image = input({ shape: [8, 8, 2], name: 'image' });
  let x = apply(
    layers.conv2d({ name: 'first', filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
    image,
  );
  for (const [i, step] of steps.entries()) {
    x = (STEPS[step % STEPS.length] as (typeof STEPS)[number])(x, pick, `step${i}`);
  }
  const flat =
    pick(2) === 0
      ? apply(layers.flatten({ name: 'flat' }), x)
      : apply(layers.globalAveragePooling2d({ name: 'flat' }), x);
  const hidden = apply(layers.dense({ name: 'hidden', units: 4, activation: 'relu' }), flat);
  return fill(
    model({ inputs: image, outputs: apply(layers.dense({ name: 'logits', units: 3 }), hidden) }),
    seed,
  );
}
