import {
  customGrad,
  div,
  exp,
  expandDims,
  type GradSaveFunc,
  gather,
  logSoftmax,
  maximum,
  mul,
  neg,
  oneHot,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.ts';
import type { Loss, SampleLosses } from './loss.ts';

export interface SequenceOptions {
  /** Targets that do not count: padding. Default: 0, the padding of `@gradlab/datasets`. */
  readonly ignore?: number;
}

/** What the targets of a batch say, read on the host: token numbers are few beside logits. */
interface Wanted {
  /** Index of each target's logit among all logits. */
  readonly places: Int32Array;
  readonly tokens: Int32Array;
  /** 1 where the target counts, else 0; `[N, T]`. */
  readonly mask: Tensor2D;
}

/** @throws TrainError where they are not tokens `[N, T]` for logits `[N, T, V]` */
export function checkSequences(by: string, targets: Tensor, outputs: Tensor): void {
  const [count, time] = outputs.shape;
  const fits = targets.rank === 2 && targets.shape[0] === count && targets.shape[1] === time;
  if (outputs.rank === 3 && fits && targets.dtype === 'int32') return;
  throw new TrainError(
    `${by} needs int32 tokens [N, T] and logits [N, T, V]; got ${targets.dtype} [${targets.shape}] and [${outputs.shape}].`,
  );
}

function wanted(targets: Tensor, outputs: Tensor, ignore: number): Wanted {
  checkSequences('sequenceCrossEntropy', targets, outputs);
  const width = outputs.shape[2] as number;
  const values = targets.dataSync();
  const tokens = Int32Array.from(values, (token, i) => {
    if (token === ignore) return 0;
    if (token >= 0 && token < width) return token;
    throw new TrainError(
      `sequenceCrossEntropy: the target ${token} at index ${i} is no token; they run from 0 to ${width - 1}, and ${ignore} does not count.`,
    );
  });
  const mask = Float32Array.from(values, (token) => (token === ignore ? 0 : 1));
  return {
    tokens,
    places: tokens.map((token, i) => i * width + token),
    mask: tensor2d(mask, targets.shape as [number, number]),
  };
}

/** The cross-entropy of each step, `[N, T]`. Its gradient is softmax minus one-hot, without one-hot codes on the way there. */
function stepLosses({ places, tokens }: Wanted, outputs: Tensor): Tensor2D {
  const [count, time, width] = outputs.shape as [number, number, number];
  const compute = customGrad((...args) => {
    const [logits, save] = args as unknown as [Tensor, GradSaveFunc];
    const logs = logSoftmax(logits);
    save([logs]);
    const picked = gather(reshape(logs, [logs.size]), tensor1d(places, 'int32'));
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      // Not oneHot(..., 'float32'): on stock wasm it writes the bits of integers.
      const codes = mul(oneHot(tensor1d(tokens, 'int32'), width), 1);
      const excess = sub(exp(saved[0] as Tensor), reshape(codes, [count, time, width]));
      return mul(excess, expandDims(dy, -1));
    };
    return { value: reshape(neg(picked), [count, time]), gradFunc };
  });
  return compute(outputs) as Tensor2D;
}

/**
 * Mean cross-entropy of the tokens of sequences from logits, over all tokens of the batch that count, as PyTorch's with `ignore_index`. Where
 * none counts it is 0. For samples with weights, the loss of a sample is the mean over its own tokens, and counts by their number.
 *
 * Targets int32 `[N, T]`, outputs float32 logits `[N, T, V]`.
 *
 * @throws TrainError from the loss where shapes or types do not fit, or a target is neither a token nor ignored
 */
export function sequenceCrossEntropy({ ignore = 0 }: SequenceOptions = {}): Loss {
  const loss = (targets: Tensor, outputs: Tensor): Scalar =>
    tidy(() => {
      const known = wanted(targets, outputs, ignore);
      const total = sum(mul(stepLosses(known, outputs), known.mask));
      return div(total, maximum(sum(known.mask), 1)) as Scalar;
    });
  const samples: SampleLosses = (targets, outputs) => {
    const known = wanted(targets, outputs, ignore);
    const counts = sum(known.mask, 1) as Tensor1D;
    const totals = sum(mul(stepLosses(known, outputs), known.mask), 1);
    return { losses: div(totals, maximum(counts, 1)) as Tensor1D, classWeights: counts };
  };
  return Object.assign(loss, { samples });
}
