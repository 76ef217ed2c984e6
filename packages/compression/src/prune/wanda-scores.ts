import type { TrainSource } from '@gradlab/train';
import {
  abs,
  add,
  dispose,
  keep,
  mul,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { type LayersModel, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { Masks } from '../masks/mask.ts';
import { maskedVariables } from '../masks/weights.ts';
import { type DataScoresOptions, someBatches } from './gradient-scores.ts';
import type { Scores } from './scores.ts';

/** What goes into the layer whose kernel this is. @throws InvalidOptionError where its channels are not the kernel's inputs */
function inputOf(model: LayersModel, path: string, shape: readonly number[]): SymbolicTensor {
  const layer = model.layers.find(({ weights }) => weights.some(({ originalName }) => originalName === path));
  if (layer !== undefined && layer.inboundNodes.length > 1) {
    throw new InvalidOptionError(
      `wandaScores: ${path} is used ${layer.inboundNodes.length} times, on inputs of several lengths. Leave it out of the masks.`,
    );
  }
  const input = layer?.input;
  if (input === undefined || Array.isArray(input) || input.shape.at(-1) !== shape.at(-2)) {
    throw new InvalidOptionError(
      `wandaScores knows kernels of dense and convolution layers; ${path} [${shape}] is none. Leave it out of the masks.`,
    );
  }
  return input;
}

const sumOfSquares = (x: Tensor): Tensor => sum(reshape(square(x), [-1, x.shape.at(-1) ?? 1]), 0);

/**
 * Wanda (Sun et al. 2024, arXiv:2306.11695): the size of a weight times the length of what it is multiplied with, |w| ||x||, x being its input
 * channel over all samples and places. The paper lets the weights of each output compete: `prune(masks, scores, { scope: 'output', ... })`.
 *
 * @param data `ys` are not used
 * @throws MaskError where the masks do not fit the model; InvalidOptionError for weights other than kernels, or where there are no data
 */
export async function wandaScores(
  model: LayersModel,
  masks: Masks,
  data: TrainSource,
  options: DataScoresOptions = {},
): Promise<Scores> {
  const variables = maskedVariables(model, masks);
  const inputs = [...variables].map(([path, { shape }]) => inputOf(model, path, shape));
  // It shares the model's layers and owns nothing.
  const looking = modelOf({ inputs: model.inputs, outputs: inputs });
  let totals: Tensor[] | undefined;
  try {
    for (const { xs, ys } of someBatches(data, options)) {
      const next = tidy(() => {
        const found = looking.apply(xs, { training: false }) as Tensor | Tensor[];
        return (Array.isArray(found) ? found : [found]).map((x, i) => {
          const part = sumOfSquares(x);
          return keep(totals === undefined ? part : add(totals[i] as Tensor, part));
        });
      });
      dispose([...(totals ?? []), ...(Array.isArray(xs) ? xs : [xs]), ys]);
      totals = next;
    }
    const scores = tidy(() =>
      [...variables.values()].map((variable, i) =>
        keep(mul(abs(variable), reshape(sqrt((totals as Tensor[])[i] as Tensor), [-1, 1]))),
      ),
    );
    const values = await Promise.all(scores.map((score) => score.data()));
    dispose(scores);
    return new Map([...variables.keys()].map((path, i) => [path, Float32Array.from(values[i] ?? [])]));
  } finally {
    dispose(totals ?? []);
  }
}
