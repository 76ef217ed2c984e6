import { fgsm } from '@gradlab/attacks';
import type { Batch, ImageDataset } from '@gradlab/datasets';
import {
  adversarialGrid,
  type Figure,
  type GridImage,
  imageGrid,
  type LineChartOptions,
  lineChart,
} from '@gradlab/plot';
import { type History, predict } from '@gradlab/train';
import { dispose, softmax, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The class of the largest logit and its probability. */
export interface Prediction {
  readonly label: number;
  readonly confidence: number;
}

async function readPredictions(logits: Tensor): Promise<Prediction[]> {
  const probabilities = tidy(() => softmax(logits));
  const rows = (await probabilities.array()) as number[][];
  probabilities.dispose();
  return rows.map((row) => {
    const confidence = Math.max(...row);
    return { label: row.indexOf(confidence), confidence };
  });
}

/** Predictions for every image, in order. */
export async function predictDigits(
  model: LayersModel,
  data: ImageDataset,
  signal: AbortSignal,
): Promise<Prediction[]> {
  const logits = await predict(model, data, { signal });
  try {
    return await readPredictions(logits);
  } finally {
    logits.dispose();
  }
}

type Figures = Readonly<Record<string, number>>;

/** Training within the epochs, and test data after each, for every network. */
function curves(
  title: string,
  histories: Readonly<Record<string, History>>,
  y: LineChartOptions['y'],
  read: (loss: number, metrics: Figures) => number | undefined,
): Figure {
  const value = (point: { readonly loss: number; readonly metrics: Figures } | undefined) =>
    (point && read(point.loss, point.metrics)) ?? Number.NaN;
  const series = Object.entries(histories).flatMap(([name, history]) => {
    const training = history.flatMap(({ curve }) => curve);
    return [
      { name: `${name}, training`, x: training.map(({ epoch }) => epoch), y: training.map(value) },
      {
        name: `${name}, test`,
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ validation }) => value(validation)),
        markers: true,
      },
    ];
  });
  return lineChart({ title, x: { label: 'epoch' }, y, series });
}

export const lossCurves = (histories: Readonly<Record<string, History>>): Figure =>
  curves('Loss', histories, { label: 'cross-entropy', scale: 'log' }, (loss) => loss);

export const accuracyCurves = (histories: Readonly<Record<string, History>>): Figure =>
  curves('Accuracy', histories, { label: 'accuracy', format: '.0%' }, (_, { accuracy }) => accuracy);

const caption = ({ label, confidence }: Prediction, digits = 1) =>
  `${label} (${(100 * confidence).toFixed(digits)} %)`;

/** Digits with predicted class and confidence; a wrong one reads `9 as 5`, the true class first. */
export function predictionGrid(
  title: string,
  data: ImageDataset,
  predictions: readonly Prediction[],
  indices: readonly number[],
): Figure {
  const images = indices.map((index): GridImage => {
    const { image, label } = data.get(index);
    const prediction = predictions[index] as Prediction;
    const wrong = prediction.label !== label;
    return {
      pixels: image,
      shape: data.shape,
      caption: wrong ? `${label} as ${caption(prediction, 0)}` : caption(prediction),
      tone: wrong ? 'bad' : 'good',
      value: prediction.confidence,
    };
  });
  return imageGrid({ title, images, columns: 8 });
}

/** A batch of images as the pictures need them: numbers, and what the model says of each. */
async function look(model: LayersModel, images: Tensor) {
  const logits = tidy(() => model.apply(images, { training: false }) as Tensor);
  const predictions = await readPredictions(logits);
  logits.dispose();
  const pixels = (await images.data()) as Float32Array;
  const size = images.size / predictions.length;
  return (index: number, shape: GridImage['shape'], tone: 'good' | 'bad'): GridImage => ({
    pixels: pixels.subarray(index * size, (index + 1) * size),
    shape,
    caption: caption(predictions[index] as Prediction),
    tone,
  });
}

/** The first digits that are classified correctly, attacked: original, perturbation, adversarial. */
export async function fgsmGrid(
  model: LayersModel,
  data: ImageDataset,
  eps: number,
  count: number,
): Promise<Figure> {
  const candidates = data.take(Math.min(data.length, 20 * count));
  const [batch] = candidates.batches({ batchSize: candidates.length });
  const { xs, ys } = batch as Batch;
  const { adversarial, success, alreadyMisclassified } = await fgsm({ eps }).run(model, xs, ys);
  try {
    const [clean, attacked] = [await look(model, xs), await look(model, adversarial)];
    const right = alreadyMisclassified.flatMap((wrong, index) => (wrong ? [] : [index])).slice(0, count);
    const rows = right.map((index) => ({
      clean: clean(index, data.shape, 'good'),
      adversarial: attacked(index, data.shape, success[index] ? 'bad' : 'good'),
    }));
    return adversarialGrid({ title: `FGSM, eps ${eps}: predicted class and confidence`, rows, eps });
  } finally {
    dispose([xs, ys, adversarial]);
  }
}
