import { classSeparation } from '@gradlab/attacks';
import type { Batch, ImageDataset } from '@gradlab/datasets';
import { dispose } from '@tensorflow/tfjs-core';

export interface Overlap {
  /** Share of the images whose ball of a radius meets the ball of an image of another class, for each radius. */
  readonly shares: readonly number[];
  /** Median distance to the nearest image of another class. */
  readonly median: number;
  readonly references: number;
}

const whole = (data: ImageDataset): Batch => {
  const [batch] = data.batches({ batchSize: data.length });
  return batch as Batch;
};

/** How often balls of images of different classes meet, in the largest change of a value. */
export async function overlaps(
  images: ImageDataset,
  others: ImageDataset,
  references: number,
  radii: readonly number[],
): Promise<Overlap> {
  const [own, other] = [whole(images), whole(others.take(Math.min(references, others.length)))];
  try {
    const { distances } = await classSeparation(own.xs, own.ys, other.xs, other.ys);
    const sorted = [...distances].sort((a, b) => a - b);
    return {
      shares: radii.map((eps) => sorted.filter((distance) => distance <= 2 * eps).length / sorted.length),
      median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
      references: other.xs.shape[0] ?? 0,
    };
  } finally {
    dispose([own.xs, own.ys, other.xs, other.ys]);
  }
}
