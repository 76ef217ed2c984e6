import {
  argMax,
  cast,
  div,
  equal,
  maximum,
  mul,
  notEqual,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkSequences, type SequenceOptions } from '../losses/sequence-cross-entropy.ts';
import type { Metric } from './accuracy.ts';

/** 1 where the target counts, and 1 where it counts and is met; both `[N, T]`. */
function met(by: string, targets: Tensor, outputs: Tensor, ignore: number): [Tensor, Tensor] {
  checkSequences(by, targets, outputs);
  const mask = cast(notEqual(targets, ignore), 'float32');
  return [mask, mul(mask, cast(equal(argMax(outputs, -1), targets), 'float32'))];
}

/**
 * The share of a sample's tokens that have the largest logit; a sample without tokens that count has 0. The mean over samples, which `fit` reports,
 * weighs sentences alike; `sequenceReport` weighs tokens alike. Targets and outputs as in `sequenceCrossEntropy`.
 */
export function tokenAccuracy({ ignore = 0 }: SequenceOptions = {}): Metric {
  return (targets, outputs) =>
    tidy(() => {
      const [mask, right] = met('tokenAccuracy', targets, outputs, ignore);
      return div(sum(right, 1), maximum(sum(mask, 1), 1)) as Tensor1D;
    });
}

/** 1 for a sample of which every token that counts has the largest logit, else 0. Targets and outputs as in `sequenceCrossEntropy`. */
export function sequenceAccuracy({ ignore = 0 }: SequenceOptions = {}): Metric {
  return (targets, outputs) =>
    tidy(() => {
      const [mask, right] = met('sequenceAccuracy', targets, outputs, ignore);
      return cast(equal(sum(sub(mask, right), 1), 0), 'float32') as Tensor1D;
    });
}
