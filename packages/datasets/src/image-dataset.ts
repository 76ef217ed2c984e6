import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { type BatchOptions, type BatchSource, type Slice, slices } from './batch.ts';
import { parts, sample } from './choose.ts';
import { OutOfRangeError } from './errors.ts';
import { type LabelledImages, validLabelledImages } from './labelled-images.ts';

/** Labelled images, stored as bytes; a batch is `xs` float32 `[B, H, W, C]` in [0, 1] and `ys` int32 `[B]`. */
export interface ImageDataset extends BatchSource, LabelledImages {
  /** One image as a view of the stored bytes (`H*W*C`), with its label. OutOfRangeError outside the data set. */
  get(index: number): { readonly image: Uint8Array; readonly label: number };
  /** The images at these indices, in this order; an index may repeat. The bytes are copied. */
  subset(indices: ArrayLike<number>): ImageDataset;
  /** The first `count` images, or with a seed a random sample without replacement. */
  take(count: number, options?: { readonly seed?: number }): ImageDataset;
  /** Two disjoint random parts that hold every image: a fraction for the first part, or both counts. Seed 0. */
  split(
    sizes: number | readonly [number, number],
    options?: { readonly seed?: number },
  ): [ImageDataset, ImageDataset];
}

const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Labelled images as a data set. The arrays are kept, not copied.
 *
 * @throws InvalidDataError when lengths disagree, a label has no class, or there is no image
 */
export function imageDataset(data: LabelledImages): ImageDataset {
  const { name, classes, shape, images, labels } = validLabelledImages(data);
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const length = labels.length;

  const checked = (index: number) => {
    if (Number.isInteger(index) && index >= 0 && index < length) return index;
    throw new OutOfRangeError(`${name}: no image ${index}; indices run from 0 to ${length - 1}.`);
  };
  const derived = (bytes: Uint8Array, classIndices: Uint8Array) =>
    imageDataset({ name, classes, shape, images: bytes, labels: classIndices });
  const subset = (indices: ArrayLike<number>) => {
    const bytes = new Uint8Array(indices.length * size);
    const picked = Uint8Array.from(indices, (index, i) => {
      const from = checked(index) * size;
      bytes.set(images.subarray(from, from + size), i * size);
      return labels[index] as number;
    });
    return derived(bytes, picked);
  };
  const batch = ({ start, count, indices }: Slice) => {
    const values = new Float32Array(count * size);
    const classIndices = new Int32Array(count);
    for (let i = 0, to = 0; i < count; i++) {
      const index = indices === undefined ? start + i : (indices[i] as number);
      classIndices[i] = labels[index] as number;
      const from = index * size;
      for (let k = 0; k < size; k++) values[to++] = UNIT[images[from + k] as number] as number;
    }
    return {
      xs: tensor4d(values, [count, height, width, channels], 'float32'),
      ys: tensor1d(classIndices, 'int32'),
    };
  };

  return {
    name,
    classes,
    shape,
    images,
    labels,
    length,
    get: (index) => {
      const from = checked(index) * size;
      return { image: images.subarray(from, from + size), label: labels[index] as number };
    },
    subset,
    take: (count, { seed } = {}) => {
      const indices = sample(length, count, seed);
      // Without a seed the images are neighbours: a view needs no copy.
      if (seed !== undefined) return subset(indices);
      return derived(images.subarray(0, count * size), labels.subarray(0, count));
    },
    split: (sizes, { seed = 0 } = {}) => {
      const [first, second] = parts(length, sizes, seed);
      return [subset(first), subset(second)];
    },
    batches: (options?: BatchOptions) => {
      const plan = slices(length, options);
      return {
        *[Symbol.iterator]() {
          for (const part of plan) yield batch(part);
        },
      };
    },
  };
}
