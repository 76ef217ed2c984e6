import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '@gradlab/experiment';
import { float32Of, type Graph, mobilenetV2, readSafetensors } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Channels differ by up to 10^3 where they are spread. */
const DECADES = 3;

type Layer = LayersModel['layers'][number];

function write(layer: Layer, name: string, values: Float32Array): void {
  const weight = layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));
  if (weight === undefined) throw new Error(`${layer.name} has no ${name}.`);
  const value = tf.tensor(values, weight.shape as number[]);
  weight.write(value);
  value.dispose();
}

const read = (layer: Layer, name: string): Float32Array =>
  layer.weights
    .find(({ originalName }) => originalName.endsWith(`/${name}`))
    ?.read()
    .dataSync()
    .slice() as Float32Array;

const isConvolution = (layer: Layer) => /Conv2D$/.test(layer.getClassName());

/** The batch norm that reads a convolution. */
const normOf = (layer: Layer): Layer =>
  (layer.outboundNodes as unknown as readonly { readonly outboundLayer: Layer }[])[0]?.outboundLayer as Layer;

/**
 * The published MobileNet V2, whose batch norms are folded into biases, as a network with batch norms again: of mean 0, deviation 1 and scale 1, the
 * bias their offset.
 */
export async function mobilenetWithNorms({
  dataRoot,
}: Pick<RunContext<unknown>, 'dataRoot'>): Promise<LayersModel> {
  const folder = join(
    dataRoot ?? process.env.GRADLAB_DATA ?? '',
    'pretrained_imagenet',
    'mobilenet_v2_1.0_224',
  );
  const { ops } = JSON.parse(await readFile(join(folder, 'graph.json'), 'utf8')) as Graph;
  const { tensors } = readSafetensors(await readFile(join(folder, 'model.safetensors')));
  const tensor = (key: string | undefined) => {
    const stored = tensors.get(key ?? '');
    if (stored === undefined) throw new Error(`model.safetensors has no ${key}.`);
    return float32Of(stored).slice();
  };
  const model = mobilenetV2({ classes: 1001, padding: 'same', initialWeights: 'zeros' });
  const weighted = ops.filter(({ weight }) => weight !== undefined);
  const convolutions = model.layers.filter(isConvolution);
  for (const [i, layer] of convolutions.entries()) {
    const op = weighted[i];
    write(layer, layer.getClassName() === 'Conv2D' ? 'kernel' : 'depthwise_kernel', tensor(op?.weight));
    const norm = normOf(layer);
    const { epsilon } = norm.getConfig() as { readonly epsilon: number };
    const offset = tensor(op?.bias);
    write(
      norm,
      'gamma',
      offset.map(() => 1),
    );
    write(norm, 'beta', offset);
    write(
      norm,
      'moving_mean',
      offset.map(() => 0),
    );
    write(
      norm,
      'moving_variance',
      offset.map(() => 1 - epsilon),
    );
  }
  const [logits, last] = [model.layers.at(-1) as Layer, weighted.at(-1)];
  write(logits, 'kernel', tensor(last?.weight));
  write(logits, 'bias', tensor(last?.bias));
  return model;
}

/** Spreads the channels of every convolution evenly over decades and lets its batch norm undo it: the same function, as nets come that were not trained for quantization. */
export function spreadChannels(model: LayersModel): void {
  for (const layer of model.layers.filter(isConvolution)) {
    const norm = normOf(layer);
    const channels = read(norm, 'gamma').length;
    // Neighbouring channels unlike each other, without a random draw.
    const factor = (c: number) => 10 ** (DECADES * (((c * 0.618034) % 1) - 0.5));
    const name = layer.getClassName() === 'Conv2D' ? 'kernel' : 'depthwise_kernel';
    const { epsilon } = norm.getConfig() as { readonly epsilon: number };
    write(
      layer,
      name,
      read(layer, name).map((value, i) => value * factor(i % channels)),
    );
    write(
      norm,
      'gamma',
      read(norm, 'gamma').map(
        (value, c) => (value * Math.sqrt(factor(c) ** 2 * (1 - epsilon) + epsilon)) / factor(c),
      ),
    );
    write(
      norm,
      'moving_variance',
      read(norm, 'moving_variance').map((value, c) => value * factor(c) ** 2),
    );
  }
}
