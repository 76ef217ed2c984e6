import type { Tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';

/** A layer of the teacher, and the one of the student that should do as it does. */
export interface LayerPair {
  readonly teacher: string;
  readonly student: string;
}

function outputOf(model: LayersModel, name: string): SymbolicTensor {
  const layer = model.layers.find((candidate) => candidate.name === name);
  if (layer === undefined) {
    throw new InvalidOptionError(
      `The model has no layer ${name}; it has ${model.layers.map((candidate) => candidate.name).join(', ')}.`,
    );
  }
  const { output } = layer;
  if (!Array.isArray(output)) return output as SymbolicTensor;
  throw new InvalidOptionError(
    `The layer ${name} has ${output.length} outputs; name one with a single output.`,
  );
}

/**
 * Applies a model and looks into it: its first output, then those of the named layers, from one forward pass. It shares the model's layers and
 * owns nothing.
 */
export function withFeatures(model: LayersModel, names: readonly string[]) {
  const [first] = model.outputs;
  const wanted = [first as SymbolicTensor, ...names.map((name) => outputOf(model, name))];
  // TensorFlow.js computes an output that is named twice once, and gives null for the other.
  const outputs = [...new Set(wanted)];
  const looking = modelOf({ inputs: model.inputs, outputs });
  return (xs: Tensor, training: boolean): Tensor[] => {
    const found = [looking.apply(xs, { training }) as Tensor | Tensor[]].flat();
    return wanted.map((output) => found[outputs.indexOf(output)] as Tensor);
  };
}

/** Sums of probabilities are this near to 1 in float32. */
const NEAR = 1e-3;

/** @throws InvalidOptionError where all rows are probabilities, which a softmax would flatten once more */
export async function checkLogits(name: string, outputs: Tensor): Promise<void> {
  const [rows = 0, classes = 0] = outputs.shape;
  if (outputs.rank !== 2 || classes < 2) {
    throw new InvalidOptionError(`The ${name} must return logits [N, K], got [${outputs.shape}].`);
  }
  const values = await outputs.data();
  for (let row = 0; row < rows; row++) {
    const own = Array.from({ length: classes }, (_, i) => values[row * classes + i] as number);
    const total = own.reduce((sum, value) => sum + value, 0);
    if (Math.abs(total - 1) > NEAR || own.some((value) => value < 0)) return;
  }
  throw new InvalidOptionError(
    `The ${name} returns probabilities: rows of its output sum to 1. Distillation needs logits; leave out its softmax.`,
  );
}
