import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsOf, equalizeChannels, quantizeArtifacts } from '@gradlab/compression';
import type { RunContext } from '@gradlab/experiment';
import { float32Of, type Graph, mobilenetV2, readSafetensors } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { findPictures, loadImages } from './imagenet-images.ts';

const SIDE = 224;
const BATCH_SIZE = 10;
/** Channels differ by up to 10^3 where they are spread. */
const DECADES = 3;

type Given = Pick<RunContext<unknown>, 'seed' | 'dataRoot' | 'options' | 'signal' | 'onProgress' | 'log'>;
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
export async function mobilenetWithNorms({ dataRoot }: Pick<Given, 'dataRoot'>): Promise<LayersModel> {
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

type Images = Awaited<ReturnType<typeof loadImages>>;

async function correct(model: LayersModel, images: Images, signal: AbortSignal): Promise<number> {
  let right = 0;
  for await (const { xs, ys } of images.batches({ batchSize: BATCH_SIZE })) {
    signal.throwIfAborted();
    const hits = tf.tidy(() => {
      const logits = model.predict(tf.div(tf.sub(tf.mul(xs, 255), 128), 128)) as tf.Tensor2D;
      const classes = tf.argMax(tf.slice(logits, [0, 1], [-1, 1000]), 1);
      return tf.sum(tf.cast(tf.equal(classes, ys as tf.Tensor1D), 'int32'));
    });
    right += (await hits.data())[0] as number;
    tf.dispose([xs, ys, hits]);
    // Lets Ctrl-C and the progress through.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return right;
}

export interface MobilenetRow {
  readonly name: string;
  readonly bytes: number;
  /** Correct ones of `count`. */
  readonly correct: number;
}

/** How many of the images MobileNet V2 knows: as published, quantized to uint8, spread, and both with channels equalized first. */
export async function mobilenetUint8(
  count: number,
  context: Given,
): Promise<{ readonly rows: readonly MobilenetRow[]; readonly count: number }> {
  const { signal, log } = context;
  const pictures = await findPictures(count, context);
  const images = await loadImages(pictures, { side: SIDE, crop: 0.875 }, context);
  const model = await mobilenetWithNorms(context);
  const rows: MobilenetRow[] = [];
  const measure = async (name: string, artifacts: tf.io.ModelArtifacts) => {
    const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
    const found = await correct(loaded, images, signal);
    loaded.dispose();
    rows.push({ name, bytes: (artifacts.weightData as ArrayBuffer).byteLength, correct: found });
    log(`MobileNet V2, ${name}: ${found} of ${images.length}`);
  };
  try {
    for (const spread of [false, true]) {
      if (spread) spreadChannels(model);
      const what = spread ? 'channels spread' : 'as published';
      await measure(`${what}, float32`, await artifactsOf(model));
      await measure(`${what}, uint8`, quantizeArtifacts(await artifactsOf(model)));
      const { model: equal } = await equalizeChannels(model);
      try {
        await measure(`${what}, equalized, uint8`, quantizeArtifacts(await artifactsOf(equal)));
      } finally {
        equal.dispose();
      }
    }
  } finally {
    model.dispose();
  }
  return { rows, count: images.length };
}
