import { tensor1d, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import type { Batch, BatchOptions, Slice } from './batch.ts';
import { InvalidDataError } from './errors.ts';
import type { LabelledImages } from './labelled-images.ts';
import { sizeOf, sliceRows } from './numbers.ts';
import { partSeed } from './part-seed.ts';
import type { ImageBatch } from './transform.ts';
import { writeUnitValues } from './unit-values.ts';

/** The images of one batch, in [0, 1], and their labels. */
export function imageBatch({ classes, shape, images, labels }: LabelledImages, part: Slice): ImageBatch {
  const { start, count, indices } = part;
  const size = sizeOf(shape);
  const values = new Float32Array(count * size);
  if (indices === undefined) writeUnitValues(values, 0, images, start * size, count * size);
  else indices.forEach((index, i) => void writeUnitValues(values, i * size, images, index * size, size));
  return {
    images: values,
    shape: [count, ...shape],
    labels: Int32Array.from(sliceRows({ data: labels, size: 1 }, part)),
    classes: classes.length,
  };
}

/**
 * The batch that a transform returned, once its parts are known to fit together.
 *
 * @throws InvalidDataError when they do not
 */
export function validTransformed(batch: ImageBatch, name: string): ImageBatch {
  const { images, shape, labels, classes } = batch;
  const right =
    images instanceof Float32Array &&
    (labels instanceof Float32Array || labels instanceof Int32Array) &&
    shape?.length === 4 &&
    shape.every((side) => Number.isInteger(side) && side > 0) &&
    images.length === sizeOf(shape) &&
    labels.length === shape[0] * (labels instanceof Float32Array ? classes : 1);
  if (right) return batch;
  throw new InvalidDataError(
    `${name}: the transform returned ${images?.length} values and ${labels?.length} labels as images [${shape}]; return ` +
      'Float32Array images [N, H, W, C] with N class indices (Int32Array) or N times the classes probabilities (Float32Array).',
  );
}

function toTensors({ images, shape, labels, classes }: ImageBatch): Batch {
  const [count, height, width, channels] = shape;
  return {
    xs: tensor4d(images, [count, height, width, channels], 'float32'),
    ys:
      labels instanceof Float32Array
        ? tensor2d(labels, [count, classes], 'float32')
        : tensor1d(labels, 'int32'),
  };
}

/** Makes the batches of a plan. */
export function imageBatches(data: LabelledImages, { transform, seed = 0 }: BatchOptions) {
  return (part: Slice, index: number): Batch => {
    const batch = imageBatch(data, part);
    if (transform === undefined) return toTensors(batch);
    return toTensors(validTransformed(transform(batch, partSeed(seed, index)), data.name));
  };
}
