import { type Optimizer, type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CheckpointError } from './errors.ts';
import { isSlotOptimizer } from './optimizers/slot-optimizer.ts';
import type { NamedArray } from './safetensors.ts';

/** An optimizer's slot; tfjs-core does not export the type. */
type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

const PREFIX = 'optimizer/';
const nameOf = (weight: LayersModel['weights'][number]) => (weight.read() as Variable).name;
const split = (name: string): [owner: string, slot: string] => {
  const slash = name.lastIndexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
};

export async function toArray(name: string, value: Tensor): Promise<NamedArray> {
  const values = await value.data();
  return { name, shape: value.shape, values: values as Float32Array | Int32Array };
}

export const toTensor = ({ values, shape }: NamedArray): Tensor =>
  tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');

/**
 * Variables are numbered anew in every process, so a slot is kept under the place of its weight in the model. TensorFlow.js' own
 * optimizers keep their slots by place, which goes into the name.
 */
export async function encodeSlots(model: LayersModel, optimizer: Optimizer): Promise<NamedArray[]> {
  const slots = await optimizer.getWeights();
  const places = new Map(model.weights.map((weight, i) => [nameOf(weight), i]));
  const arrays = await Promise.all(
    slots.map(({ name, tensor: slot }, i) => {
      if (!isSlotOptimizer(optimizer)) return toArray(`${PREFIX}${i}/${name}`, slot);
      const [owner, kind] = split(name);
      return toArray(`${PREFIX}${owner === '' ? '' : `${places.get(owner)}/`}${kind}`, slot);
    }),
  );
  // The number of steps is made for each call; the other tensors are the optimizer's own.
  for (const { name, tensor: slot } of slots) if (name === 'iter') slot.dispose();
  return arrays;
}

/** Puts the slots back. @throws CheckpointError where they are those of another optimizer */
export async function restoreSlots(
  arrays: readonly NamedArray[],
  model: LayersModel,
  optimizer: Optimizer,
): Promise<void> {
  const slots = arrays.filter(({ name }) => name.startsWith(PREFIX));
  const nameIn = (name: string): string => {
    const rest = name.slice(PREFIX.length);
    if (!isSlotOptimizer(optimizer)) return rest.slice(rest.indexOf('/') + 1);
    const [place, kind] = split(rest);
    const weight = model.weights[Number(place)];
    return place === '' || weight === undefined ? kind : `${nameOf(weight)}/${kind}`;
  };
  const named = slots.map((slot): NamedTensor => ({ name: nameIn(slot.name), tensor: toTensor(slot) }));
  try {
    await optimizer.setWeights(named);
  } catch (cause) {
    throw new CheckpointError(
      `The checkpoint belongs to a run with another optimizer: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  } finally {
    for (const slot of named) slot.tensor.dispose();
  }
}
