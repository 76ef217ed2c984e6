import { mul, notEqual, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { evaluate } from './evaluate.ts';
import { type SequenceOptions, sequenceCrossEntropy } from './losses/sequence-cross-entropy.ts';
import type { Metric } from './metrics/accuracy.ts';
import { sequenceAccuracy, tokenAccuracy } from './metrics/sequence-accuracy.ts';
import type { PredictOptions } from './predict.ts';
import type { TrainSource } from './train-source.ts';

/** What a model of sequences does on data, every token that counts weighing alike. */
export interface SequenceReport {
  /** Tokens that count. */
  readonly tokens: number;
  /** Mean cross-entropy of a token, in nats. */
  readonly loss: number;
  /** e to its power: the number of equally probable tokens that would be as hard to guess. */
  readonly perplexity: number;
  /** Share of tokens that have the largest logit. */
  readonly accuracy: number;
  /** Share of sequences of which all tokens have. */
  readonly sequenceAccuracy: number;
}

/** A figure of each sample times its tokens, so that means over samples become sums over tokens. */
const perToken =
  (figure: Metric, count: Metric): Metric =>
  (targets, outputs) =>
    tidy(() => mul(figure(targets, outputs), count(targets, outputs)) as ReturnType<Metric>);

/**
 * Loss, perplexity and accuracy of a model of sequences on data, in inference mode, given the true tokens before each one (teacher forcing).
 *
 * @param data batches of inputs and int32 targets `[N, T]`; the model returns logits `[N, T, V]`
 * @throws TrainError where there is no sample, no token counts or shapes do not fit; AbortError when stopped
 */
export async function sequenceReport(
  model: LayersModel,
  data: TrainSource,
  { ignore = 0, ...options }: PredictOptions & SequenceOptions = {},
): Promise<SequenceReport> {
  const loss = sequenceCrossEntropy({ ignore });
  const count: Metric = (targets) =>
    tidy(() => sum(mul(notEqual(targets, ignore), 1), 1) as ReturnType<Metric>);
  const losses: Metric = (targets: Tensor, outputs: Tensor) =>
    tidy(() => (loss.samples as NonNullable<typeof loss.samples>)(targets, outputs).losses);
  const { metrics, count: samples } = await evaluate(model, data, {
    ...options,
    loss,
    metrics: {
      tokens: count,
      total: perToken(losses, count),
      right: perToken(tokenAccuracy({ ignore }), count),
      whole: sequenceAccuracy({ ignore }),
    },
  });
  const { tokens = 0, total = 0, right = 0, whole = 0 } = metrics;
  const mean = total / tokens;
  return {
    tokens: Math.round(tokens * samples),
    loss: mean,
    perplexity: Math.exp(mean),
    accuracy: right / tokens,
    sequenceAccuracy: whole,
  };
}
