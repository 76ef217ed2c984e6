import { artifactsOf, equalizeChannels, quantizeArtifacts } from '@gradlab/compression';
import type { RunContext } from '@gradlab/experiment';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { findPictures, loadImages } from './imagenet-images.ts';
import { mobilenetWithNorms, spreadChannels } from './mobilenet-norms.ts';

const SIDE = 224;
const BATCH_SIZE = 10;

type Given = Pick<RunContext<unknown>, 'seed' | 'dataRoot' | 'options' | 'signal' | 'onProgress' | 'log'>;

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
