import { quantize } from '@gradlab/compression';
import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { digitCnn } from '@gradlab/models';
import { adam, cosine, evaluate, fit } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

export type Digits = { readonly train: ImageDataset; readonly test: ImageDataset };

export interface Uint8Digits {
  /** Images and passes of the digit CNN. */
  readonly digits: { readonly images: number; readonly epochs: number };
}

/** The digit CNN before and after its weights became bytes. */
export async function uint8Digits(
  data: Digits,
  { digits }: Uint8Digits,
  { seed, signal, onProgress, log }: RunContext<Uint8Digits>,
) {
  const model = digitCnn({ seed });
  let loaded: LayersModel | undefined;
  try {
    const train = data.train.take(Math.min(digits.images, data.train.length), { seed });
    await fit(model, train, {
      optimizer: adam(1e-3),
      schedule: cosine(),
      epochs: digits.epochs,
      batchSize: 64,
      seed,
      signal,
      onProgress,
    });
    loaded = await loadLayersModel(tf.io.fromMemory(await quantize(model)));
    const [before, after] = [
      await evaluate(model, data.test, { signal }),
      await evaluate(loaded, data.test, { signal }),
    ];
    log(`digit CNN: ${before.metrics.accuracy}, uint8 ${after.metrics.accuracy}`);
    return { before: before.metrics.accuracy as number, after: after.metrics.accuracy as number };
  } finally {
    model.dispose();
    loaded?.dispose();
  }
}
