import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '@gradlab/experiment';
import { importWeights, readSafetensors, resnet20 } from '@gradlab/models';
import type { TrainSource } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const WEIGHTS = 'pretrained_cifar10/resnet20.safetensors';
/** What the weights were trained on, as their source says. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** The published ResNet-20. The caller disposes it. */
export async function pretrainedResnet(root = ''): Promise<LayersModel> {
  const path = join(root, WEIGHTS);
  await access(path).catch(() => {
    throw new UsageError(
      `No weights at ${path}; name the folder that holds ${WEIGHTS} by --data or GRADLAB_DATA.`,
    );
  });
  const model = resnet20({ zeros: 'around' });
  importWeights(model, readSafetensors(await readFile(path)).tensors);
  return model;
}

export const normalize = (xs: tf.Tensor): tf.Tensor => tf.tidy(() => tf.div(tf.sub(xs, MEAN), DEVIATION));

/** Images as the network wants them: of unit range, then by mean and deviation of a channel. */
export const normalized = (data: TrainSource): TrainSource => ({
  length: data.length,
  *batches(options) {
    for (const { xs, ys } of data.batches(options)) {
      const images = normalize(xs as tf.Tensor);
      tf.dispose(xs);
      yield { xs: images, ys };
    }
  },
});
