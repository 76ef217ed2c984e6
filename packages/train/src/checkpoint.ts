import type { Optimizer, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { encodeSlots, restoreSlots, toArray, toTensor } from './checkpoint-slots.ts';
import { CheckpointError } from './errors.ts';
import type { CurvePoint, EpochLog } from './history.ts';
import type { RunningMean } from './running-mean.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

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

/** Tensors beside the weights that belong to a run: moving averages of the trainable ones, those of the best epoch, an objective's variables. */
const COPIES = ['average', 'best', 'objective'] as const;
export type Copies = { readonly [kind in (typeof COPIES)[number]]?: readonly Tensor[] };

/** Raised when the meaning of a checkpoint changes. */
const FORMAT = 'gradlab-run-2';
const WEIGHT = 'model/';

/**
 * Everything a run needs to go on exactly where it stands: all weights (moving averages too), the optimizer's slots and the
 * state. The file is a safetensors file, so other tools can open it.
 */
export async function encodeCheckpoint(
  model: LayersModel,
  optimizer: Optimizer,
  state: RunState,
  copies: Copies = {},
): Promise<Uint8Array> {
  const weights = await Promise.all(
    model.weights.map((weight, i) => toArray(`${WEIGHT}${i}/${weight.originalName}`, weight.read())),
  );
  const others = Object.entries(copies).flatMap(([kind, tensors]) =>
    tensors.map((value, i) => toArray(`${kind}/${i}`, value)),
  );
  const arrays = [...weights, ...(await Promise.all(others)), ...(await encodeSlots(model, optimizer))];
  return encodeSafetensors(arrays, { format: FORMAT, state: JSON.stringify(state) });
}

/**
 * Puts a checkpoint back into a model and an optimizer of the same make.
 *
 * @returns the state, and the copies, which the caller disposes.
 * @throws CheckpointError where it is damaged or belongs to another model or run; the model is then unchanged.
 */
export async function restoreCheckpoint(
  bytes: Uint8Array,
  model: LayersModel,
  optimizer: Optimizer,
  fingerprint: string,
): Promise<{ readonly state: RunState; readonly copies: Copies }> {
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
  await restoreSlots(arrays, model, optimizer);
  const tensors = weights.map(toTensor);
  model.setWeights(tensors);
  for (const value of tensors) value.dispose();

  const kept = arrays.filter(({ name }) => COPIES.some((kind) => name.startsWith(`${kind}/`)));
  const copies: Record<string, Tensor[]> = {};
  for (const array of kept) {
    const kind = array.name.slice(0, array.name.indexOf('/'));
    copies[kind] = [...(copies[kind] ?? []), toTensor(array)];
  }
  return { state, copies };
}
