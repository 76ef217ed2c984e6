import { crossEntropy, type Loss, type TrainSource } from '@gradlab/train';
import {
  abs,
  add,
  dispose,
  keep,
  mul,
  type Scalar,
  type Tensor,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { Masks } from '../masks/mask.ts';
import { maskedVariables } from '../masks/weights.ts';
import type { Scores } from './scores.ts';

export interface DataScoresOptions {
  /** Default: 128. */
  readonly batchSize?: number;
  /** How many batches are looked at, from the first. Default: all. */
  readonly batches?: number;
}

export interface GradientScoresOptions extends DataScoresOptions {
  /** Of the logits. Default: `crossEntropy`. */
  readonly loss?: Loss;
}

/** The batches to look at; whoever takes one disposes its tensors. @throws InvalidOptionError where there is none */
export function* someBatches(
  data: TrainSource,
  { batchSize = 128, batches = Number.POSITIVE_INFINITY }: DataScoresOptions,
) {
  if (!(batches >= 1)) throw new InvalidOptionError(`batches must be at least 1, got ${batches}.`);
  let count = 0;
  for (const batch of data.batches({ batchSize })) {
    yield batch;
    if (++count >= batches) return;
  }
  if (count === 0) throw new InvalidOptionError('The data have no batch to score weights by.');
}

export const rowsOf = (xs: Tensor | Tensor[]): number => (Array.isArray(xs) ? xs[0] : xs)?.shape[0] ?? 0;

/** Sums over the batches of their mean gradients times weights, each as `each` makes it, times their sizes. */
async function sums(
  model: LayersModel,
  masks: Masks,
  data: TrainSource,
  { loss = crossEntropy, ...which }: GradientScoresOptions,
  each: (product: Tensor) => Tensor,
): Promise<Map<string, Float32Array>> {
  const variables = maskedVariables(model, masks);
  const list: Variable[] = [...variables.values()];
  let totals: Tensor[] | undefined;
  try {
    for (const { xs, ys } of someBatches(data, which)) {
      const next = tidy(() => {
        const cost = () => {
          const outputs = model.apply(xs, { training: false }) as Tensor | Tensor[];
          return loss(ys, (Array.isArray(outputs) ? outputs[0] : outputs) as Tensor) as Scalar;
        };
        const { grads } = variableGrads(cost, list);
        return list.map((variable, i) => {
          const part = mul(each(mul(grads[variable.name] as Tensor, variable)), rowsOf(xs));
          return keep(totals === undefined ? part : add(totals[i] as Tensor, part));
        });
      });
      dispose([...(totals ?? []), ...(Array.isArray(xs) ? xs : [xs]), ys]);
      totals = next;
    }
    const values = await Promise.all((totals ?? []).map((total) => total.data()));
    return new Map([...variables.keys()].map((path, i) => [path, Float32Array.from(values[i] ?? [])]));
  } finally {
    dispose(totals ?? []);
  }
}

/**
 * SNIP (Lee, Ajanthan and Torr 2019, arXiv:1810.02340): how much the loss over the data changes with the presence of a weight, |g w| of the mean
 * gradient g, divided by the sum of all. Made for a network that has not been trained; give as few batches as show every class.
 *
 * The model is applied in inference mode and not changed.
 *
 * @throws MaskError where the masks do not fit the model; InvalidOptionError where there are no data
 */
export async function snipScores(
  model: LayersModel,
  masks: Masks,
  data: TrainSource,
  options: GradientScoresOptions = {},
): Promise<Scores> {
  const found = await sums(model, masks, data, options, (product) => product);
  const total = [...found.values()].reduce(
    (sum, values) => values.reduce((part, value) => part + Math.abs(value), sum),
    0,
  );
  const scale = total > 0 ? 1 / total : 1;
  return new Map([...found].map(([path, values]) => [path, values.map((value) => Math.abs(value) * scale)]));
}

/**
 * Gradient times weight (Molchanov et al. 2017, arXiv:1611.06440, for single weights): what pruning a weight changes in the loss to first order,
 * the mean of |g w| over batches. Made for a trained network, whose mean gradient over all data is nearly zero.
 *
 * The model is applied in inference mode and not changed.
 *
 * @throws MaskError where the masks do not fit the model; InvalidOptionError where there are no data
 */
export function gradientScores(
  model: LayersModel,
  masks: Masks,
  data: TrainSource,
  options: GradientScoresOptions = {},
): Promise<Scores> {
  return sums(model, masks, data, options, (product) => abs(product));
}
