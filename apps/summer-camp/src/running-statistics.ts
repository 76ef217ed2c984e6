import { BatchNorm, TORCH_BATCH_NORM } from '@gradlab/models';
import { type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { sequential } from '@tensorflow/tfjs-layers';
import type { LinearProblem } from './linear-problem.ts';

const P = TORCH_BATCH_NORM.momentum;
const EPSILON = TORCH_BATCH_NORM.epsilon;
const FEATURES = [0, 1] as const;

/** One feature, batch by batch. */
export interface RunningFeature {
  readonly batchVariance: readonly number[];
  /** p old + (1 - p) that of the batch, worked out by hand. */
  readonly byHand: readonly number[];
  /** What the layer keeps. */
  readonly byLayer: readonly number[];
}

export interface RunningStatistics {
  readonly features: readonly RunningFeature[];
  /** Of means and variances, as a share of the feature's standard deviation and variance. */
  readonly largestDifference: number;
  /** At test time, after the last batch: of (x - mu) / sqrt(variance + epsilon), by hand and by the layer. */
  readonly largestTestDifference: number;
}

const momentsOf = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
};

/** Shows `batches` batches to a batch norm without scale and offset, and keeps its books a second time in doubles. */
export function runningStatistics(
  { xs }: LinearProblem,
  batches: number,
  batchSize: number,
): RunningStatistics {
  const layer = new BatchNorm({ inputShape: [2], center: false, scale: false, ...TORCH_BATCH_NORM });
  const model = sequential({ layers: [layer] });
  const byHand = FEATURES.map(() => ({ mean: 0, variance: 1 }));
  const features = FEATURES.map(() => ({
    batchVariance: [] as number[],
    byHand: [] as number[],
    byLayer: [] as number[],
  }));
  let largestDifference = 0;
  const rows = (batch: number) => xs.slice(2 * batch * batchSize, 2 * (batch + 1) * batchSize);
  for (let batch = 0; batch < batches; batch++) {
    tidy(() => {
      model.apply(tensor2d(rows(batch), [batchSize, 2]), { training: true });
    });
    const [means = [], variances = []] = layer.getWeights().map((tensor) => [...tensor.dataSync()]);
    for (const feature of FEATURES) {
      const own = momentsOf([...rows(batch)].filter((_, i) => i % 2 === feature));
      const hand = byHand[feature] as { mean: number; variance: number };
      hand.mean = P * hand.mean + (1 - P) * own.mean;
      hand.variance = P * hand.variance + (1 - P) * own.variance;
      features[feature]?.batchVariance.push(own.variance);
      features[feature]?.byHand.push(hand.variance);
      features[feature]?.byLayer.push(variances[feature] as number);
      largestDifference = Math.max(
        largestDifference,
        Math.abs(hand.mean - (means[feature] as number)) / Math.sqrt(own.variance),
        Math.abs(hand.variance - (variances[feature] as number)) / own.variance,
      );
    }
  }
  const seen = tidy(() => [...(model.predict(tensor2d(rows(0), [batchSize, 2])) as Tensor).dataSync()]);
  const differences = seen.map((value, i) => {
    const { mean, variance } = byHand[i % 2] as { mean: number; variance: number };
    return Math.abs(value - ((xs[i] as number) - mean) / Math.sqrt(variance + EPSILON));
  });
  model.dispose();
  return { features, largestDifference, largestTestDifference: Math.max(...differences) };
}
