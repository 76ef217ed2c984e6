import type { Attack, Classifier } from '@gradlab/attacks';
import { type Figure, type RankedImage, rankingGrid, type Share } from '@gradlab/plot';
import * as tf from '@tensorflow/tfjs-core';
import type { ImagenetImages } from './imagenet-images.ts';

const TOP = 10;
/** As many images are looked through for some that the network gets right. */
const SEARCHED = 16;

/** The classes with the largest of a row of probabilities, the largest first. */
export function topClasses(probabilities: ArrayLike<number>, count = TOP): number[] {
  return Array.from(probabilities, (_, index) => index)
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
    .slice(0, count);
}

async function probabilitiesOf(target: Classifier, xs: tf.Tensor): Promise<number[][]> {
  const probabilities = tf.tidy(() => tf.softmax(target.logits(xs)));
  try {
    return (await probabilities.array()) as number[][];
  } finally {
    probabilities.dispose();
  }
}

/** Images as they are and attacked, each with its ten largest class probabilities. */
export async function attackedPictures(
  target: Classifier,
  images: ImagenetImages,
  attack: Attack,
  { title, count }: { readonly title: string; readonly count: number },
): Promise<Figure> {
  const [batch] = images.take(SEARCHED).batches({ batchSize: SEARCHED }) as Iterable<{
    xs: tf.Tensor4D;
    ys: tf.Tensor1D;
  }>;
  if (batch === undefined) throw new Error('There is no image to show.');
  const { xs, ys } = batch;
  const [, height, width, channels] = xs.shape;
  const labels = await ys.data();
  const { adversarial, alreadyMisclassified, dispose } = await attack.run(target, xs, ys, {
    allZeroGradient: 'report',
  });
  const ranked = async (pictures: tf.Tensor): Promise<RankedImage[]> => {
    const rows = await probabilitiesOf(target, pictures);
    const pixels = (await pictures.data()) as Float32Array;
    const size = height * width * channels;
    return rows.map((row, sample): RankedImage => {
      const label = labels[sample] ?? -1;
      const top = topClasses(row);
      const shares = top.map((index, place): Share => {
        const tone = index === label ? 'good' : place === 0 ? 'bad' : 'neutral';
        return { name: images.nameOf(index), value: Math.min(1, row[index] ?? 0), tone };
      });
      return {
        pixels: pixels.slice(sample * size, (sample + 1) * size),
        shape: [height, width, channels as 1 | 3],
        caption: images.nameOf(label),
        tone: top[0] === label ? 'good' : 'bad',
        shares,
      };
    });
  };
  try {
    const [before, after] = [await ranked(xs), await ranked(adversarial)];
    const right = before.flatMap((_, sample) => (alreadyMisclassified[sample] ? [] : [sample]));
    const shown = right.slice(0, count).flatMap((sample) => [before[sample], after[sample]]) as RankedImage[];
    return rankingGrid({
      title,
      images: shown.length > 0 ? shown : before.slice(0, 1).concat(after.slice(0, 1)),
      labels: ['original', 'adversarial'],
    });
  } finally {
    dispose();
    tf.dispose([xs, ys]);
  }
}
