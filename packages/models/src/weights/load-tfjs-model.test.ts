import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { mlp } from '../mlp.ts';
import { predict } from '../test-support.ts';
import { WeightsSourceError } from './errors.ts';
import { loadTfjsModel } from './load-tfjs-model.ts';

const config = (name: string, units: number) => ({
  class_name: 'Dense',
  config: {
    name,
    units,
    activation: 'linear',
    use_bias: true,
    dtype: { class_name: 'DTypePolicy', config: { name: 'float32' } },
  },
});
/** As the converter writes a sequential model of Keras 3. */
const TOPOLOGY = {
  keras_version: '3.0.0',
  model_config: {
    class_name: 'Sequential',
    config: {
      name: 'three',
      layers: [
        { class_name: 'InputLayer', config: { batch_shape: [null, 2], dtype: 'float32', name: 'image' } },
        config('dense', 1),
      ],
    },
  },
};
const artifacts = () => ({
  modelTopology: TOPOLOGY,
  weightSpecs: [
    { name: 'dense/kernel', shape: [2, 1], dtype: 'float32' as const },
    { name: 'dense/bias', shape: [1], dtype: 'float32' as const },
  ],
  weightData: Float32Array.of(2, 3, 5).buffer,
});

it('loads a model of Keras 3, which TensorFlow.js refuses, and leaks nothing', async () => {
  await expect(loadLayersModel(tf.io.fromMemory(artifacts()))).rejects.toThrow(/InputLayer/);
  const before = tf.memory().numTensors;
  const model = await loadTfjsModel(tf.io.fromMemory(artifacts()));
  const x = tf.tensor2d([[1, 10]]);
  expect(predict(model, x)).toEqual([37]);
  x.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses handlers that give no model', async () => {
  for (const handler of [{}, { load: async () => ({}) }])
    await expect(loadTfjsModel(handler)).rejects.toThrow(WeightsSourceError);
});

it('loads other models as ever', async () => {
  const model = mlp({ units: [3, 4, 2], seed: 1 });
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      saved = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const loaded = await loadTfjsModel(tf.io.fromMemory(saved));
  const x = tf.ones([2, 3]);
  expect(predict(loaded, x)).toEqual(predict(model, x));
  for (const thing of [x, model, loaded]) thing.dispose();
});
