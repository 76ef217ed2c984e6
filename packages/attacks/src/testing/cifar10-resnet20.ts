import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { importWeights, readSafetensors, resnet20 } from '@gradlab/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Classifier, classifier } from '../classifier/classifier.ts';

const { GRADLAB_DATA = '' } = process.env;
const SIDE = 32;
const VALUES = 3 * SIDE * SIDE;

/** Real images and a published model of them; tests that need them are skipped, by name, where GRADLAB_DATA is unset. */
export const hasRealData = GRADLAB_DATA !== '';

/** The published ResNet-20 for CIFAR-10 with its normalization, 91.73 % right. Dispose the model after use. */
export function cifar10ResNet20(): { readonly model: Classifier; dispose(): void } {
  const net = resnet20({ zeros: 'around' });
  const file = readFileSync(join(GRADLAB_DATA, 'pretrained_cifar10/resnet20.safetensors'));
  importWeights(net, readSafetensors(file).tensors);
  const preprocess = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  return { model: classifier(net, { preprocess }), dispose: () => void net.dispose() };
}

/** The first test images, `[count, 32, 32, 3]` in [0, 1], and their labels. */
export function cifar10Images(count: number): { readonly xs: tf.Tensor4D; readonly labels: tf.Tensor1D } {
  const file = gunzipSync(readFileSync(join(GRADLAB_DATA, 'cifar10/test_batch.bin.gz')));
  const records = Array.from({ length: count }, (_, i) =>
    file.subarray(i * (1 + VALUES), (i + 1) * (1 + VALUES)),
  );
  const pixels = Float32Array.from(records.flatMap((record) => Array.from(record.subarray(1))));
  return {
    xs: tf.tidy(() => tf.div(tf.transpose(tf.tensor4d(pixels, [count, 3, SIDE, SIDE]), [0, 2, 3, 1]), 255)),
    labels: tf.tensor1d(
      Array.from(records, (record) => record[0] ?? 0),
      'int32',
    ),
  };
}
