import { InvalidArgumentError, InvalidDataError } from './errors.ts';
import { imageBatch, validTransformed } from './image-batch.ts';
import type { LabelledImages } from './labelled-images.ts';
import { countClasses, indicesOfClass, validClass } from './long-tail.ts';
import { sizeOf } from './numbers.ts';
import { partSeed } from './part-seed.ts';
import { permutation, validSeed } from './permutation.ts';
import type { ImageBatch, Transform } from './transform.ts';

export interface BalanceOptions {
  /** Makes a copy different from its original: flips, noise, crops of the same size. */
  readonly transform: Transform;
  /** Integer in [0, 2^32), for the choice of images and the transform. Default 0. */
  readonly seed?: number;
  /** Class indices to fill up. Default: all. */
  readonly classes?: readonly number[];
  /** Images that each of these classes shall have at least, an integer >= 1. Default: as many as the largest class. */
  readonly to?: number;
}

/** Images that are transformed at once: enough to be fast, little memory. */
const CHUNK = 256;

/** `count` of `indices`: in random orders one after the other, so that each is taken equally often, up to one. */
function draw(indices: Int32Array, count: number, seed: number): Int32Array {
  const drawn = new Int32Array(count);
  for (let start = 0, round = 0; start < count; start += indices.length, round++) {
    const order = permutation(indices.length, partSeed(seed, round)).subarray(0, count - start);
    drawn.set(
      order.map((i) => indices[i] as number),
      start,
    );
  }
  return drawn;
}

function originals({ name, classes, labels }: LabelledImages, options: BalanceOptions): Int32Array {
  const { seed = 0, classes: chosen = classes.keys() } = options;
  const counts = countClasses(labels, classes.length);
  const { to = Math.max(...counts) } = options;
  if (!Number.isInteger(to) || to < 1) {
    throw new InvalidArgumentError(`balanceByAugmentation: to is ${to}; pass an integer of at least 1.`);
  }
  const drawn = Array.from(new Set(chosen), (key) => {
    const label = validClass(key, classes.length, 'balanceByAugmentation');
    const indices = indicesOfClass(labels, label);
    if (indices.length > 0) return draw(indices, Math.max(0, to - indices.length), partSeed(seed, label));
    throw new InvalidDataError(
      `${name}: class ${label} (${classes[label]}) has no image to copy; name the classes to fill up in classes.`,
    );
  });
  return Int32Array.from(drawn.flatMap((indices) => Array.from(indices)));
}

function write(to: Uint8Array, before: ImageBatch, after: ImageBatch, name: string): void {
  const same =
    after.shape.every((side, axis) => side === before.shape[axis]) &&
    after.labels.every((label, i) => label === before.labels[i]);
  if (!same) {
    throw new InvalidDataError(
      `${name}: balanceByAugmentation stores images as they are labelled; pass a transform that keeps shape and labels.`,
    );
  }
  for (let k = 0; k < to.length; k++) {
    const byte = Math.round((after.images[k] as number) * 255);
    if (!(byte >= 0 && byte <= 255)) {
      throw new InvalidDataError(
        `${name}: the transform returned ${after.images[k]}, which no byte can store; clip to [0, 1], normalize in batches.`,
      );
    }
    to[k] = byte;
  }
}

/** The images of `data`, and after them the transformed copies. */
export function balanced(
  data: LabelledImages,
  options: BalanceOptions,
): Pick<LabelledImages, 'images' | 'labels'> {
  const { transform, seed = 0 } = options;
  validSeed(seed);
  const added = originals(data, options);
  const size = sizeOf(data.shape);
  const images = new Uint8Array(data.images.length + added.length * size);
  images.set(data.images);
  const labels = new Uint8Array(data.labels.length + added.length);
  labels.set(data.labels);
  labels.set(
    added.map((i) => data.labels[i] as number),
    data.labels.length,
  );
  for (let start = 0, chunk = 0; start < added.length; start += CHUNK, chunk++) {
    const indices = added.subarray(start, start + CHUNK);
    const before = imageBatch(data, { start, count: indices.length, indices });
    const after = validTransformed(transform(before, partSeed(seed, ~chunk)), data.name);
    const from = data.images.length + start * size;
    write(images.subarray(from, from + indices.length * size), before, after, data.name);
  }
  return { images, labels };
}
