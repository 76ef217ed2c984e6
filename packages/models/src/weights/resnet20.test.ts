import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { resnet20 } from '../resnet-cifar.ts';
import { exportWeights } from './export-weights.ts';
import { importWeights } from './import-weights.ts';
import { readSafetensors } from './safetensors.ts';

const { GRADLAB_DATA = '' } = process.env;
const FOLDER = join(GRADLAB_DATA, 'pretrained_cifar10');
const IMAGES = 100;
const RECORD = 1 + 3 * 1024;

const records = () => gunzipSync(readFileSync(join(GRADLAB_DATA, 'cifar10/test_batch.bin.gz')));

/** Images as the weights' SOURCE.txt says: of unit range, then by mean and deviation of a channel. */
function images(file: Uint8Array, from: number, count: number): tf.Tensor4D {
  return tf.tidy(() => {
    const pixels = new Float32Array(count * 3072);
    for (let i = 0; i < count; i++) {
      const start = (from + i) * RECORD + 1;
      pixels.set(file.subarray(start, start + 3072), i * 3072);
    }
    const nhwc = tf.transpose(tf.tensor4d(pixels, [count, 3, 32, 32]), [0, 2, 3, 1]);
    return tf.div(tf.sub(tf.div(nhwc, 255), [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]) as tf.Tensor4D;
  });
}

describe.skipIf(GRADLAB_DATA === '')('the published ResNet-20 for CIFAR-10 (needs GRADLAB_DATA)', () => {
  it('gives its reference logits', () => {
    const before = tf.memory().numTensors;
    const bytes = readFileSync(join(FOLDER, 'resnet20.safetensors'));
    const model = resnet20({ zeros: 'around' });
    const report = importWeights(model, readSafetensors(bytes).tensors);
    expect(report).toMatchObject({ naming: 'torchvision', missing: [], unused: [] });
    expect(report.loaded).toHaveLength(19 * 5 + 2);
    const logits = tf.tidy(() => model.predict(images(records(), 0, IMAGES)) as tf.Tensor);
    const reference = readFileSync(join(FOLDER, 'resnet20_reference_logits_test_first100.f32.bin'));
    const expected = new Float32Array(new Uint8Array(reference).buffer);
    const errors = Array.from(logits.dataSync(), (value, i) => Math.abs(value - (expected[i] as number)));
    expect(errors).toHaveLength(IMAGES * 10);
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-3);
    logits.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.skipIf(tf.getBackend() === 'cpu')('is right on 9173 of the 10 000 test images (on wasm alone)', () => {
    const model = resnet20({ zeros: 'around' });
    importWeights(model, readSafetensors(readFileSync(join(FOLDER, 'resnet20.safetensors'))).tensors);
    const file = records();
    let right = 0;
    for (let from = 0; from < 10_000; from += 250) {
      const classes = tf.tidy(() =>
        tf.argMax(model.predict(images(file, from, 250)) as tf.Tensor, 1).dataSync(),
      );
      right += classes.filter((label, i) => label === file[(from + i) * RECORD]).length;
    }
    expect(right).toBe(9173);
    model.dispose();
  });

  it('is exported as it was published, every bit', async () => {
    const { tensors } = readSafetensors(readFileSync(join(FOLDER, 'resnet20.safetensors')));
    const model = resnet20();
    importWeights(model, tensors);
    const exported = readSafetensors(await exportWeights(model));
    expect(new Map([...exported.tensors].sort())).toEqual(new Map([...tensors].sort()));
    model.dispose();
  });
});
