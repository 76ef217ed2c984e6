import { clone, dispose, keep, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { MaskError } from '../errors.ts';
import { fromBase64, toBase64 } from '../masks/pack.ts';

/** All weights of a model, moving averages included, in its order. */
export type WeightCopy = readonly Float32Array[];

/** The weights as they are now; the caller disposes them. Nothing is read, so that it fits within a step. */
export const holdWeights = (model: LayersModel): Tensor[] =>
  tidy(() => model.weights.map((weight) => keep(clone(weight.read()))));

export const readWeights = async (held: readonly Tensor[]): Promise<WeightCopy> =>
  Promise.all(held.map(async (value) => Float32Array.from(await value.data())));

/** @throws MaskError where the model has other weights than the copy */
export function putWeights(model: LayersModel, copy: WeightCopy): void {
  const fits =
    copy.length === model.weights.length &&
    model.weights.every((weight, i) => weight.read().size === copy[i]?.length);
  if (!fits)
    throw new MaskError('The weights to rewind to belong to another model than makeModel makes now.');
  const tensors = model.weights.map((weight, i) => {
    const { shape, dtype } = weight.read();
    return tensor(copy[i] as Float32Array, shape, dtype);
  });
  model.setWeights(tensors);
  dispose(tensors);
}

export const copyToText = (copy: WeightCopy): string[] =>
  copy.map((values) => toBase64(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));

export const copyFromText = (texts: readonly string[]): WeightCopy =>
  texts.map((text) => new Float32Array(fromBase64(text).buffer as ArrayBuffer));
