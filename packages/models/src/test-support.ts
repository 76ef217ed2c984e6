import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import { fillByFormula } from './test-formula.ts';

export const trainableCount = (model: LayersModel) =>
  model.trainableWeights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);

export const weightsOf = (model: LayersModel) => model.getWeights().map((w) => Array.from(w.dataSync()));

export const valuesOf = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

export const predict = (model: LayersModel, x: tf.Tensor) =>
  tf.tidy(() => valuesOf(model.predict(x) as tf.Tensor));

/** Largest distance between two lists, as a share of the largest of the expected values. */
export function relativeError(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs((actual[i] as number) - value))) / scale;
}

/** What `model.save` writes and `loadLayersModel` reads, the topology as JSON text as on a disk. */
export async function savedAndLoaded(model: LayersModel): Promise<LayersModel> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const modelTopology = JSON.parse(JSON.stringify(artifacts.modelTopology));
      saved = { ...artifacts, modelTopology };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return loadLayersModel(tf.io.fromMemory(saved));
}

export interface NetworkContract<Options extends object> {
  readonly create: (options?: Options & { seed?: number }) => LayersModel;
  /** What PyTorch gave for the same network; fixtures/networks.py says how. */
  readonly torch: { readonly trainable: number; readonly logits: readonly (readonly number[])[] };
  /** The input of that run; the contract disposes it. */
  readonly input: () => tf.Tensor;
  /** The network ends in a ReLU. Default: false. */
  readonly nonNegative?: boolean;
  /** Options that describe no network. */
  readonly refuses: readonly Options[];
}

/** What every factory of the package promises. */
export function itIsANetwork<Options extends object>({
  create,
  torch,
  input,
  nonNegative = false,
  refuses,
}: NetworkContract<Options>): void {
  const withSeed = (seed: number) => create({ seed } as Options & { seed: number });

  it("has as many trainable weights as PyTorch's", () => {
    const model = create();
    expect(trainableCount(model)).toBe(torch.trainable);
    model.dispose();
  });

  it('computes the logits that PyTorch computes from the same weights', () => {
    const model = create();
    fillByFormula(model);
    const x = input();
    const logits = predict(model, x);
    expect(relativeError(logits, torch.logits.flat())).toBeLessThan(1e-5);
    expect(Math.min(...logits) < 0).toBe(!nonNegative);
    expect(new Set(logits).size).toBeGreaterThan(logits.length / 2);
    x.dispose();
    model.dispose();
  });

  it('starts from its seed alone, with a stream of numbers for every weight', () => {
    const models = [1, 1, 2].map(withSeed);
    const [first = [], again, second = []] = models.map(weightsOf);
    expect(again).toEqual(first);
    // Scale-free, so that two layers that scale one stream differently are found too. Batch norm starts constant.
    const ratios = [...first, ...second].filter((w) => w[0] !== w[1]).map((w) => (w[0] ?? 0) / (w[1] ?? 0));
    expect(ratios.length).toBeGreaterThan(3);
    expect(new Set(ratios).size).toBe(ratios.length);
    for (const model of models) model.dispose();
  });

  it('is a plain LayersModel: saved and loaded, it computes the same', async () => {
    const model = withSeed(7);
    const loaded = await savedAndLoaded(model);
    const x = input();
    expect(weightsOf(loaded)).toEqual(weightsOf(model));
    expect(predict(loaded, x)).toEqual(predict(model, x));
    x.dispose();
    model.dispose();
    loaded.dispose();
  });

  it('leaves nothing behind when disposed', () => {
    const before = tf.memory().numTensors;
    const model = create();
    const x = input();
    predict(model, x);
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([...refuses, { seed: 0.5 }, { seed: Number.NaN }, { seed: 2 ** 40 }])('refuses %o', (options) => {
    const before = tf.memory().numTensors;
    expect(() => create(options as Options & { seed?: number })).toThrow(ModelError);
    expect(tf.memory().numTensors).toBe(before);
  });
}
