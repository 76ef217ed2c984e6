import type { ImageBatch, Transform } from '../batch.ts';
import { InvalidBatchError } from '../errors.ts';
import { probabilitiesOf } from '../mix/probabilities.ts';
import { partSeed } from '../random.ts';

/** The images `indices` of a batch, with their labels. */
function picked(batch: ImageBatch, indices: readonly number[]): ImageBatch {
  const [count, height, width, channels] = batch.shape;
  const size = height * width * channels;
  const perLabel = batch.labels.length / count;
  const images = new Float32Array(indices.length * size);
  const labels = batch.labels.slice(0, indices.length * perLabel);
  indices.forEach((from, to) => {
    images.set(batch.images.subarray(from * size, (from + 1) * size), to * size);
    labels.set(batch.labels.subarray(from * perLabel, (from + 1) * perLabel), to * perLabel);
  });
  return { ...batch, images, labels, shape: [indices.length, height, width, channels] };
}

interface Part {
  readonly indices: readonly number[];
  readonly batch: ImageBatch;
}

/** The parts as one batch, every image at its place. @throws InvalidBatchError when sizes or classes differ */
function joined(by: string, count: number, parts: readonly Part[]): ImageBatch {
  const first = (parts[0] as Part).batch;
  const mixed = parts.some(({ batch }) => batch.labels instanceof Float32Array);
  const [, ...shape] = first.shape;
  const size = shape[0] * shape[1] * shape[2];
  const perLabel = mixed ? first.classes : 1;
  const images = new Float32Array(count * size);
  const labels = mixed ? new Float32Array(count * perLabel) : new Int32Array(count);
  for (const { indices, batch } of parts) {
    if (`${batch.shape.slice(1)}` !== `${shape}` || batch.classes !== first.classes) {
      throw new InvalidBatchError(
        `${by}: some images of the batch became [${shape}] with ${first.classes} classes, others [${batch.shape.slice(1)}] with ` +
          `${batch.classes}; choose among transforms that give the same size, and leave alone only images of that size.`,
      );
    }
    const own = mixed ? probabilitiesOf(by, batch) : batch.labels;
    indices.forEach((to, from) => {
      images.set(batch.images.subarray(from * size, (from + 1) * size), to * size);
      labels.set(own.subarray(from * perLabel, (from + 1) * perLabel), to * perLabel);
    });
  }
  return { ...first, images, labels, shape: [count, ...shape] };
}

/**
 * One transform for some images, another for others: those that share one go through it as a batch of their own.
 *
 * @param choices for each image its transform's place in `transforms`, or -1 for none
 */
export function applyToGroups(
  by: string,
  batch: ImageBatch,
  seed: number,
  transforms: readonly Transform[],
  choices: readonly number[],
): ImageBatch {
  const parts = [-1, ...transforms.keys()].flatMap((choice): Part[] => {
    const indices = choices.flatMap((chosen, i) => (chosen === choice ? [i] : []));
    if (indices.length === 0) return [];
    const part = picked(batch, indices);
    return [{ indices, batch: transforms[choice]?.(part, partSeed(seed, choice)) ?? part }];
  });
  return parts.length === 0 ? batch : joined(by, choices.length, parts);
}
