import type { BatchSource } from '@gradlab/datasets';
import { argMax, dispose, logSoftmax, softmax, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainError } from './errors.ts';
import {
  type ClassFigures,
  type ConfusionMatrix,
  classFigures,
  confusionMatrix,
} from './metrics/confusion.ts';
import { rocAuc } from './metrics/roc-auc.ts';
import { type PredictOptions, predict } from './predict.ts';

/** What a classifier does on data. */
export interface ClassificationReport {
  readonly count: number;
  readonly accuracy: number;
  /** `confusion[truth][prediction]`, in samples. */
  readonly confusion: ConfusionMatrix;
  readonly classes: readonly ClassFigures[];
  /** Means over the classes, each counting alike. */
  readonly macro: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** Mean over the classes of the area under the curve of each class against the others; undefined where a class has no sample. */
  readonly auc: number | undefined;
  /** Mean cross-entropy, and e to its power: the number of equally probable classes that would be as hard to guess. */
  readonly loss: number;
  readonly perplexity: number;
}

/** The labels of all samples, in order. */
function labelsOf(data: BatchSource, batchSize: number): Int32Array {
  const labels = new Int32Array(data.length);
  let at = 0;
  for (const { xs, ys } of data.batches({ batchSize })) {
    try {
      if (ys.rank !== 1 || ys.dtype !== 'int32') {
        throw new TrainError(
          `classificationReport needs int32 class indices [N], got ${ys.dtype} [${ys.shape}].`,
        );
      }
      labels.set(ys.dataSync(), at);
      at += ys.shape[0] as number;
    } finally {
      dispose([xs, ys]);
    }
  }
  return labels;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Confusion matrix, precision, recall, F1, area under the curve and perplexity of a classifier, in inference mode.
 *
 * @param data batches of inputs and int32 class indices `[N]`; the model returns logits `[N, K]`
 * @throws TrainError where there is no sample or the targets are something else; AbortError when stopped
 */
export async function classificationReport(
  model: LayersModel,
  data: BatchSource,
  options: PredictOptions = {},
): Promise<ClassificationReport> {
  const labels = labelsOf(data, options.batchSize ?? 256);
  const logits = await predict(model, data, options);
  const [, classes = 0] = logits.shape;
  const [predicted, probabilities, logs] = tidy(() => [
    argMax(logits, -1),
    softmax(logits),
    logSoftmax(logits),
  ]) as [Tensor, Tensor, Tensor];
  const [predictions, scores, logScores] = await Promise.all([
    predicted.data(),
    probabilities.data(),
    logs.data(),
  ]);
  dispose([logits, predicted, probabilities, logs]);

  const confusion = confusionMatrix(labels, predictions, classes);
  const figures = classFigures(confusion);
  const scoresOf = (k: number) => Array.from(labels, (_, i) => scores[i * classes + k] as number);
  const everyClass = figures.every(({ support }) => support > 0 && support < labels.length);
  const areas = figures.map((_, k) =>
    everyClass
      ? rocAuc(
          Array.from(labels, (label) => label === k),
          scoresOf(k),
        )
      : Number.NaN,
  );
  const loss = mean(Array.from(labels, (label, i) => -(logScores[i * classes + label] as number)));
  return {
    count: labels.length,
    accuracy: figures.reduce((sum, { recall, support }) => sum + recall * support, 0) / labels.length,
    confusion,
    classes: figures,
    macro: {
      precision: mean(figures.map(({ precision }) => precision)),
      recall: mean(figures.map(({ recall }) => recall)),
      f1: mean(figures.map(({ f1 }) => f1)),
    },
    auc: everyClass ? mean(areas) : undefined,
    loss,
    perplexity: Math.exp(loss),
  };
}
