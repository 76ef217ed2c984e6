import {
  applyMasks,
  magnitudeScores,
  masked,
  onesMasks,
  prune,
  type QuantizedDtype,
  quantize,
} from '@gradlab/compression';
import { fit } from '@gradlab/train';
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { type Afterwards, BASELINE, networkOf } from './means-training.ts';

/** A part of the smallest weights away, and one epoch to recover. */
export const pruned =
  (sparsity: number): Afterwards =>
  async (trained, { setup, train, options }) => {
    const model = networkOf(setup);
    model.setWeights(trained.getWeights());
    const all = onesMasks(model);
    const masks = prune(all, await magnitudeScores(model, all), { sparsity });
    applyMasks(model, masks);
    const optimizer = masked(BASELINE.optimizer, model, masks);
    await fit(model, train, { ...BASELINE, ...options, optimizer, epochs: 1, seed: setup.seed });
    return model;
  };

/** Weights with fewer bits, as any program loads them. */
export const rounded =
  (dtype: QuantizedDtype): Afterwards =>
  async (trained) =>
    loadLayersModel(io.fromMemory(await quantize(trained, { dtype })));
