import { tensorDataset } from '@gradlab/datasets';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attentionObjective } from './attention-objective.ts';
import { TrainError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import { sequenceCrossEntropy } from './losses/sequence-cross-entropy.ts';
import { tokenAccuracy } from './metrics/sequence-accuracy.ts';
import { adam } from './optimizers/adam.ts';
import { predict } from './predict.ts';
import { sequenceReport } from './sequence-report.ts';
import { teacherForcing } from './teacher-forcing.ts';

const SOURCES = [
  [4, 5, 2, 0, 0],
  [5, 2, 0, 0, 0],
  [4, 2, 0, 0, 0],
  [5, 4, 2, 0, 0],
];
/** <bos> is 1, <eos> 2. */
const TARGETS = [
  [1, 5, 4, 2, 0, 0],
  [1, 5, 2, 0, 0, 0],
  [1, 4, 2, 0, 0, 0],
  [1, 4, 5, 2, 0, 0],
];

const ints = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');
const values = (tensor: tf.Tensor) => tensor.arraySync();

let xs: tf.Tensor2D;
let ys: tf.Tensor2D;
beforeEach(() => {
  xs = ints(SOURCES);
  ys = ints(TARGETS);
});
afterEach(() => tf.dispose([xs, ys]));

/** Two inputs, and where asked for two outputs: logits [N, T, 6] and attention [N, T, S]. */
function network(): { logits: LayersModel; both: LayersModel } {
  const [source, target] = [0, 1].map(() => input({ shape: [null], dtype: 'int32' })) as [
    SymbolicTensor,
    SymbolicTensor,
  ];
  const table = () => layers.embedding({ inputDim: 6, outputDim: 8 });
  const memory = table().apply(source) as SymbolicTensor;
  const queries = table().apply(target) as SymbolicTensor;
  const scores = layers.dot({ axes: 2 }).apply([queries, memory]) as SymbolicTensor;
  const alpha = layers.activation({ activation: 'softmax' }).apply(scores) as SymbolicTensor;
  const context = layers.dot({ axes: [2, 1] }).apply([alpha, memory]) as SymbolicTensor;
  const joined = layers.concatenate().apply([context, queries]) as SymbolicTensor;
  const output = layers.dense({ units: 6 }).apply(joined) as SymbolicTensor;
  const inputs = [source, target];
  return {
    logits: modelOf({ inputs, outputs: output }),
    both: modelOf({ inputs, outputs: [output, alpha] }),
  };
}

/** One input, one output. */
const single = () =>
  sequential({ layers: [layers.embedding({ inputDim: 6, outputDim: 6, inputLength: 5 })] });

describe('teacherForcing', () => {
  it('gives the target so far, asks for the next token, and cuts the padding that all rows end with', () => {
    const data = teacherForcing(tensorDataset(xs, ys));
    expect(data.length).toBe(4);
    const seen = [...data.batches({ batchSize: 2 })].map(({ xs: inputs, ys: wanted }) => {
      const [source, given] = inputs as [tf.Tensor, tf.Tensor];
      const batch = [source, given, wanted].map(values);
      tf.dispose([source, given, wanted]);
      return batch;
    });
    expect(seen).toEqual([
      [
        [
          [4, 5, 2],
          [5, 2, 0],
        ],
        [
          [1, 5, 4],
          [1, 5, 2],
        ],
        [
          [5, 4, 2],
          [5, 2, 0],
        ],
      ],
      [
        [
          [4, 2, 0],
          [5, 4, 2],
        ],
        [
          [1, 4, 2],
          [1, 4, 5],
        ],
        [
          [4, 2, 0],
          [4, 5, 2],
        ],
      ],
    ]); // prettier-ignore
  });

  it('leaves no tensor behind, also where the loop is left', () => {
    const before = tf.memory().numTensors;
    for (const batch of teacherForcing(tensorDataset(xs, ys)).batches({ batchSize: 1 })) {
      tf.dispose([batch.xs, batch.ys]);
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses what are no pairs of sequences', () => {
    const flat = tf.tensor1d([1, 2, 3, 4], 'int32');
    const drawn = () => [...teacherForcing(tensorDataset(xs, flat)).batches()];
    expect(drawn).toThrow(TrainError);
    expect(drawn).toThrow(/int32 \[4\]/);
    flat.dispose();
  });
});

describe('models of two inputs', () => {
  it('learn, are evaluated, reported on and asked for their logits', async () => {
    const { logits: model } = network();
    const data = teacherForcing(tensorDataset(xs, ys));
    const before = tf.memory().numTensors;
    const history = await fit(model, data, {
      ...{ optimizer: adam(0.05), epochs: 40, batchSize: 2, validation: data },
      ...{ loss: sequenceCrossEntropy(), metrics: { accuracy: tokenAccuracy() } },
    });
    const [first, last] = [history[0], history.at(-1)];
    expect(last?.loss).toBeLessThan(0.5 * (first?.loss ?? 0));
    expect(last?.validation?.metrics.accuracy).toBeGreaterThan(0.6);

    const { loss } = await evaluate(model, data, { loss: sequenceCrossEntropy(), batchSize: 4 });
    const report = await sequenceReport(model, data, { batchSize: 4 });
    expect(report.tokens).toBe(10);
    expect(report.loss).toBeCloseTo(loss, 5);
    expect(report.perplexity).toBeCloseTo(Math.exp(loss), 4);
    const parts = await sequenceReport(model, data, { batchSize: 3 });
    expect(parts.loss).toBeCloseTo(report.loss, 5);
    expect(parts.accuracy).toBeCloseTo(report.accuracy, 6);

    const logits = await predict(model, data, { batchSize: 4 });
    expect(logits.shape).toEqual([4, 3, 6]);
    const right = tf.tidy(() => (tf.argMax(logits, -1).arraySync() as number[][]).flat());
    const wanted = TARGETS.flatMap((row) => row.slice(1, 4));
    const counted = wanted.map((token, i) => (token === 0 ? undefined : token === right[i]));
    expect(report.accuracy).toBeCloseTo(counted.filter((one) => one === true).length / 10, 6);
    const whole = [0, 1, 2, 3].filter((i) => !counted.slice(3 * i, 3 * i + 3).includes(false));
    expect(report.sequenceAccuracy).toBe(whole.length / 4);
    logits.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('are evaluated on the first of two outputs', async () => {
    const { both, logits } = network();
    const data = teacherForcing(tensorDataset(xs, ys));
    const options = { loss: sequenceCrossEntropy(), metrics: {} };
    expect(await evaluate(both, data, options)).toEqual(await evaluate(logits, data, options));
    both.dispose();
  });
});

describe('attentionObjective', () => {
  it('adds the weighted penalty to the loss, and its gradient', async () => {
    const data = teacherForcing(tensorDataset(xs, ys));
    const losses = [];
    for (const weight of [0, 1, 2]) {
      const { both } = network();
      // The same weights in every run.
      tf.tidy(() =>
        both.setWeights(
          both.getWeights().map(({ shape }, i) => tf.randomNormal(shape, 0, 0.5, 'float32', i + 1)),
        ),
      );
      const before = tf.memory().numTensors;
      const [epoch] = await fit(both, data, {
        ...{ optimizer: adam(0.01), epochs: 1, batchSize: 4, loss: sequenceCrossEntropy() },
        objective: attentionObjective({ weight, tau: 'even' }),
      });
      expect(tf.memory().numTensors).toBe(before);
      losses.push({ loss: epoch?.loss ?? 0, weights: both.getWeights().map((one) => [...one.dataSync()]) });
      both.dispose();
    }
    const [none, once, twice] = losses;
    const penalty = (once?.loss ?? 0) - (none?.loss ?? 0);
    expect(penalty).toBeGreaterThan(0.01);
    expect((twice?.loss ?? 0) - (none?.loss ?? 0)).toBeCloseTo(2 * penalty, 5);
    expect(once?.weights).not.toEqual(none?.weights);
  });

  it('refuses a model without attention, inputs that are one, and a negative weight', async () => {
    const { logits, both } = network();
    const objective = attentionObjective({ weight: 1 });
    const options = { optimizer: adam(0.01), epochs: 1, objective, loss: sequenceCrossEntropy() };
    await expect(fit(logits, teacherForcing(tensorDataset(xs, ys)), options)).rejects.toThrow(
      /attentionModel/,
    );
    await expect(fit(single(), tensorDataset(xs, ys), options)).rejects.toThrow(/attentionModel/);
    expect(() => attentionObjective({ weight: -1 })).toThrow(TrainError);
    both.dispose();
  });
});
