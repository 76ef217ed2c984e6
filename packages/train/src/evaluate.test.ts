import { tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AbortError, TrainError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { crossEntropy } from './losses/cross-entropy.ts';
import { predict } from './predict.ts';

const COUNT = 11;
const xs = tf.randomNormal([COUNT, 4], 0, 1, 'float32', 3);
const ys = tf.randomUniform([COUNT], 0, 3, 'int32', 4);
const data = tensorDataset(xs, ys);
const model = sequential({
  layers: [
    layers.dense({ units: 5, inputShape: [4] }),
    layers.dropout({ rate: 0.5 }),
    layers.batchNormalization(),
    layers.dense({ units: 3 }),
  ],
});
afterAll(() => {
  tf.dispose([xs, ys]);
  model.dispose();
});
const empty = { length: 0, batches: () => [] };

describe('evaluate', () => {
  it('equals the loss and the accuracy over all samples at once, whatever the batch size', async () => {
    const [loss, right] = tf.tidy(() => {
      const logits = model.predict(xs) as tf.Tensor;
      const hits = tf.equal(tf.argMax(logits, 1), ys);
      return [
        crossEntropy(ys, logits).dataSync()[0] as number,
        tf.sum(tf.cast(hits, 'int32')).dataSync()[0] as number,
      ];
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (batchSize) => {
        const result = await evaluate(model, data, { batchSize });
        expect(result.count).toBe(COUNT);
        expect(result.loss).toBeCloseTo(loss, 5);
        expect(result.metrics.accuracy).toBeCloseTo(right / COUNT, 6);
      }),
    );
  });

  it('leaks nothing, can be stopped, and refuses no data', async () => {
    const before = tf.memory().numTensors;
    await evaluate(model, data, { batchSize: 3 });
    await expect(evaluate(model, data, { signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
    await expect(evaluate(model, empty)).rejects.toThrow(TrainError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('predict', () => {
  it('returns the logits in order, whatever the batch size', async () => {
    const expected = tf.tidy(() => Array.from((model.predict(xs) as tf.Tensor).dataSync()));
    for (const batchSize of [1, 4, 50]) {
      const logits = await predict(model, data, { batchSize });
      expect(logits.shape).toEqual([COUNT, 3]);
      for (const [i, value] of Array.from(logits.dataSync()).entries())
        expect(value).toBeCloseTo(expected[i]!, 5);
      logits.dispose();
    }
  });

  it('leaves only its result, also when stopped, and refuses no data', async () => {
    const before = tf.memory().numTensors;
    const logits = await predict(model, data, { batchSize: 3 });
    expect(tf.memory().numTensors).toBe(before + 1);
    logits.dispose();
    await expect(predict(model, data, { signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
    await expect(predict(model, empty)).rejects.toThrow(TrainError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
