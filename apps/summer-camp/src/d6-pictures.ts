import { pgd, type RobustAccuracyPoint } from '@gradlab/attacks';
import type { Batch, ImageDataset } from '@gradlab/datasets';
import { type Figure, type GridImage, imageGrid, lineChart } from '@gradlab/plot';
import type { History } from '@gradlab/train';
import { dispose } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const IMAGES = 6;

/** Clean and adversarial accuracy within training, for every radius. */
export const adversarialCurves = (histories: Readonly<Record<string, History>>): Figure =>
  lineChart({
    title: 'The document\u2019s recipe: accuracy on training images',
    x: { label: 'epoch' },
    y: { label: 'accuracy', format: '.0%' },
    series: Object.entries(histories).flatMap(([name, history]) => {
      const x = history.map(({ epoch }) => epoch);
      const of = (metric: string) => history.map(({ metrics }) => metrics[metric] ?? Number.NaN);
      return [
        { name: `${name}, clean`, x, y: of('accuracy'), dashed: true, markers: true },
        { name: `${name}, under attack`, x, y: of('adversarialAccuracy'), markers: true },
      ];
    }),
  });

/** Accuracy over eps, for every training. */
export const robustCurves = (curves: Readonly<Record<string, readonly RobustAccuracyPoint[]>>): Figure =>
  lineChart({
    title: 'Test accuracy under PGD-10',
    x: { label: 'eps, in 255ths' },
    y: { label: 'accuracy', format: '.0%' },
    series: Object.entries(curves).map(([name, points]) => ({
      name,
      x: points.map(({ eps }) => 255 * eps),
      y: points.map(({ accuracy }) => accuracy),
      markers: true,
    })),
  });

/** The first test images as they are, and attacked at each radius. */
export async function perturbedGrid(
  model: LayersModel,
  data: ImageDataset,
  radii: readonly number[],
  steps: number,
): Promise<Figure> {
  const few = data.take(Math.min(IMAGES, data.length));
  const [batch] = few.batches({ batchSize: few.length });
  const { xs, ys } = batch as Batch;
  const rows: GridImage[] = [];
  const size = xs.size / few.length;
  const add = (pixels: Float32Array, captionOf: (index: number) => string) => {
    for (let i = 0; i < few.length; i++) {
      rows.push({ pixels: pixels.slice(i * size, (i + 1) * size), shape: data.shape, caption: captionOf(i) });
    }
  };
  try {
    add((await xs.data()) as Float32Array, (i) => data.classes[few.get(i).label] ?? '');
    for (const eps of radii) {
      const adversarial = await pgd({ eps, steps })(model, xs, ys);
      add(
        (await adversarial.data()) as Float32Array,
        () => `eps ${eps < 0.1 ? `${Math.round(255 * eps)}/255` : eps}`,
      );
      adversarial.dispose();
    }
  } finally {
    dispose([xs, ys]);
  }
  return imageGrid({ title: 'What an attack may do at 8/255 and at 0.3', images: rows, columns: few.length });
}
