import type { Layer } from '@gradlab/layer-graph';
import { type Slot, sameSlot } from './slot.ts';
import { weightName } from './torch-slots.ts';

/** Columns in blocks of `units`: the first two change places. Keras has a GRU's gates as z, r, n, PyTorch as r, z, n. */
function swapGates(values: Float32Array, units: number): Float32Array {
  const result = values.slice();
  for (let row = 0; row < values.length; row += 3 * units) {
    result.copyWithin(row, row + units, row + 2 * units);
    result.set(values.subarray(row, row + units), row + units);
  }
  return result;
}

/** A GRU with `reset_after`: gates in another order, and both biases in one tensor `[2, 3 H]`. */
function gruSlots(layer: Layer, module: string): Slot[] {
  const shapes = layer.weights.map(({ shape }) => shape as number[]);
  const units = shapes[1]?.[0] as number;
  const swapped = (values: Float32Array) => swapGates(values, units);
  const kernels = ['kernel', 'recurrent_kernel'].map((name, index) => ({
    names: [`${module}/${name}`, `${module}/cell/${index}`] as [string, string],
    shape: shapes[index] as number[],
    weights: [index],
    toOurs: (theirs: Float32Array) => [swapped(theirs)],
    toTheirs: ([ours]: readonly Float32Array[]) => swapped(ours as Float32Array),
  }));
  const length = 3 * units;
  const biases: Slot = {
    names: [`${module}/bias`, `${module}/cell/2`],
    shape: [2, length],
    weights: [2, 3],
    toOurs: (theirs) => {
      const both = swapped(theirs);
      return [both.subarray(0, length), both.subarray(length)];
    },
    toTheirs: (ours) => {
      const both = new Float32Array(2 * length);
      for (const [index, bias] of ours.entries()) both.set(bias, index * length);
      return swapped(both);
    },
  };
  return [...kernels, biases];
}

/**
 * The tensors in which Keras has the weights of a layer of this name: `conv1/kernel`, or `conv1/0` in files of Keras 3, which number them.
 * Our layouts are Keras', but for the GRU; the two biases of a `TorchRnn` remain two.
 */
export function kerasSlots(layer: Layer, module: string): Slot[] {
  if (layer.getClassName() === 'TorchGru') return gruSlots(layer, module);
  return layer.weights.map(({ shape }, index) =>
    sameSlot([`${module}/${weightName(layer, index)}`, `${module}/${index}`], index, shape as number[]),
  );
}
