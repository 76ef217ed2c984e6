import { type Optimizer, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CheckpointError } from './errors.ts';
import type { CurvePoint, EpochLog } from './history.ts';
import type { RunningMean } from './running-mean.ts';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors.ts';

/** Where a run stands, apart from its tensors. */
export interface RunState {
  /** Finished epochs. */
  readonly epoch: number;
  /** Finished steps of the epoch after those. */
  readonly step: number;
  /** What that epoch came to so far. */
  readonly running: RunningMean;
  /** The same for the finished parts of its curve, and for the part that is under way. */
  readonly curve: readonly CurvePoint[];
  readonly part: RunningMean;
  readonly history: readonly EpochLog[];
  /** Anything that decides the order of the batches; a run with another value must not go on from here. */
  readonly fingerprint: string;
}

/** An optimizer's slot; tfjs-core does not export the type. */
type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

/** Raised when the meaning of a checkpoint changes. */
const FORMAT = 'gradlab-run-1';
const WEIGHT = 'model/';
const SLOT = 'optimizer/';

async function toArray(name: string, value: Tensor): Promise<NamedArray> {
  const values = await value.data();
  return { name, shape: value.shape, values: values as Float32Array | Int32Array };
}

/**
 * Everything a run needs to go on exactly where it stands: all weights (moving averages too), the optimizer's slots and the
 * state. The file is a safetensors file, so other tools can open it.
 */
export async function encodeCheckpoint(
  model: LayersModel,
  optimizer: Optimizer,
  state: RunState,
): Promise<Uint8Array> {
  const slots = await optimizer.getWeights();
  const arrays = await Promise.all([
    ...model.weights.map((weight, i) => toArray(`${WEIGHT}${i}/${weight.originalName}`, weight.read())),
    ...slots.map(({ name, tensor: slot }, i) => toArray(`${SLOT}${i}/${name}`, slot)),
  ]);
  return encodeSafetensors(arrays, { format: FORMAT, state: JSON.stringify(state) });
}

/**
 * Puts a checkpoint back into a model and an optimizer of the same make.
 *
 * @throws CheckpointError where it is damaged or belongs to another model or run; the model is then unchanged.
 */
export async function restoreCheckpoint(
  bytes: Uint8Array,
  model: LayersModel,
  optimizer: Optimizer,
  fingerprint: string,
): Promise<RunState> {
  const { arrays, metadata } = decodeSafetensors(bytes);
  if (metadata.format !== FORMAT || metadata.state === undefined) {
    throw new CheckpointError(`This is not a checkpoint of a run (format ${metadata.format ?? 'unnamed'}).`);
  }
  const state = JSON.parse(metadata.state) as RunState;
  if (state.fingerprint !== fingerprint) {
    throw new CheckpointError(
      `The checkpoint belongs to a run with other settings (${state.fingerprint}; now ${fingerprint}).`,
    );
  }
  const weights = arrays.filter(({ name }) => name.startsWith(WEIGHT));
  const signature = (list: readonly { readonly shape: readonly (number | null)[] }[]) =>
    list.map(({ shape }) => `[${shape}]`).join(' ');
  if (signature(weights) !== signature(model.weights)) {
    throw new CheckpointError('The checkpoint belongs to a model with other weights.');
  }
  const tensors = weights.map(({ values, shape }) => tensor(values, [...shape]));
  model.setWeights(tensors);
  for (const value of tensors) value.dispose();

  const slots = arrays.filter(({ name }) => name.startsWith(SLOT));
  const named = slots.map(({ name, values, shape }): NamedTensor => {
    const dtype = values instanceof Int32Array ? 'int32' : 'float32';
    return {
      name: name.slice(name.indexOf('/', SLOT.length) + 1),
      tensor: tensor(values, [...shape], dtype),
    };
  });
  await optimizer.setWeights(named);
  for (const slot of named) slot.tensor.dispose();
  return state;
}
