import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compose } from './compose.ts';
import { randomCrop } from './crop/random-crop.ts';
import { InvalidBatchError, InvalidOptionError } from './errors.ts';
import { horizontalFlip, randomHorizontalFlip } from './flip.ts';
import { cutmix } from './mix/cutmix.ts';
import { batchOf } from './test-images.ts';
import { transformImages } from './transform-images.ts';

const IMAGES = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
];
const images = () => tf.tensor4d(IMAGES.flat(), [2, 2, 2, 1]);

describe('transformImages', () => {
  it('gives what the transform gives', async () => {
    const transform = compose([randomHorizontalFlip(), randomCrop([2, 3], { padding: 1 })]);
    const xs = images();
    const made = await transformImages(xs, transform, { seed: 5 });
    const expected = transform(batchOf(IMAGES, [2, 2, 1]), 5);
    expect(made.shape).toEqual([2, 2, 3, 1]);
    expect(await made.data()).toEqual(expected.images);
    expect(await xs.data()).toEqual(Float32Array.from(IMAGES.flat()));
    tf.dispose([xs, made]);
  });

  it('takes labels along: indices stay, mixing makes probabilities of them', async () => {
    const [xs, labels] = [images(), tf.tensor1d([2, 0], 'int32')];
    const flipped = await transformImages(xs, horizontalFlip(), { seed: 1, labels, classes: 3 });
    expect([flipped.ys.dtype, flipped.ys.shape, ...(await flipped.ys.data())]).toEqual(['int32', [2], 2, 0]);
    const mixed = await transformImages(xs, cutmix(), { seed: 1, labels, classes: 3 });
    expect([mixed.ys.dtype, mixed.ys.shape]).toEqual(['float32', [2, 3]]);
    const again = await transformImages(mixed.xs, horizontalFlip(), { seed: 1, labels: mixed.ys });
    expect(await again.ys.data()).toEqual(await mixed.ys.data());
    tf.dispose([xs, labels, flipped, mixed, again]);
  });

  it('makes the tensors it returns and no others', async () => {
    const [xs, labels] = [images(), tf.tensor1d([2, 0], 'int32')];
    const tensors = tf.memory().numTensors;
    const one = await transformImages(xs, horizontalFlip(), { seed: 1 });
    expect(tf.memory().numTensors).toBe(tensors + 1);
    const two = await transformImages(xs, horizontalFlip(), { seed: 1, labels, classes: 3 });
    expect(tf.memory().numTensors).toBe(tensors + 3);
    await expect(transformImages(xs, cutmix(), { seed: 1, labels, classes: 2 })).rejects.toThrow(
      InvalidBatchError,
    );
    expect(tf.memory().numTensors).toBe(tensors + 3);
    tf.dispose([xs, labels, one, two]);
  });

  it('names bad images, labels and seeds', async () => {
    const xs = images();
    const whole = tf.cast(xs, 'int32');
    const flat = tf.reshape(xs, [2, 4]) as unknown as tf.Tensor4D;
    const floats = tf.tensor1d([0, 1]);
    const classes = tf.tensor1d([0, 1], 'int32');
    const rows = tf.tensor2d([1, 0, 0, 1], [2, 2]);
    const flip = horizontalFlip();
    await expect(transformImages(whole, flip, { seed: 1 })).rejects.toThrow('int32 [2,2,2,1]');
    await expect(transformImages(flat, flip, { seed: 1 })).rejects.toThrow(InvalidBatchError);
    await expect(transformImages(xs, flip, { seed: -1 })).rejects.toThrow(InvalidOptionError);
    await expect(transformImages(xs, flip, { seed: 1, labels: floats, classes: 2 })).rejects.toThrow(
      'labels are float32 [2]',
    );
    await expect(transformImages(xs, flip, { seed: 1, labels: classes })).rejects.toThrow(
      'classes is undefined',
    );
    await expect(transformImages(xs, flip, { seed: 1, labels: rows, classes: 3 })).rejects.toThrow(
      'classes is 3',
    );
    tf.dispose([xs, whole, flat, floats, classes, rows]);
  });
});
