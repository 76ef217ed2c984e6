import { tensorDataset } from '@gradlab/datasets';
import { mlp } from '@gradlab/models';
import { type CheckpointStore, crossEntropy, fit, type Objective, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidOptionError, MaskError } from '../errors.ts';
import { nonZeroMasks, onesMasks } from '../masks/ones.ts';
import { prune } from '../prune/prune.ts';
import { randomScores } from '../prune/scores.ts';
import { attentionLoss } from './attention-transfer.ts';
import { distill } from './distill.ts';
import { type DistillationOptions, distillation } from './distillation.ts';
import { softTargetLoss, softTargets } from './soft-targets.ts';

const TEACHER = [[2, 1, 0.1]];
const STUDENT = [[1, 2, 0.5]];
const numbers = (value: tf.Tensor) => {
  const found = Array.from(value.dataSync());
  value.dispose();
  return found;
};
const close = (values: readonly number[], digits = 5) => values.map((value) => expect.closeTo(value, digits));

describe('softTargets', () => {
  it('soften with the temperature', () => {
    const logits = tf.tensor2d([[100, 10, 1]]);
    expect(numbers(softTargets(logits, 100))).toEqual(close([0.56, 0.23, 0.21], 2));
    expect(numbers(softTargets(logits, 1))).toEqual(close([1, 0, 0]));
    logits.dispose();
  });
});

describe('softTargetLoss', () => {
  const [teacher, student] = [tf.tensor2d(TEACHER), tf.tensor2d(STUDENT)];
  afterAll(() => tf.dispose([teacher, student]));
  const gradient = (temperature: number, wanted: tf.Tensor = teacher) =>
    numbers(tf.tidy(() => tf.grad((z: tf.Tensor) => softTargetLoss(wanted, z, temperature))(student)));

  it('is T^2 times the divergence', () => {
    expect(numbers(softTargetLoss(teacher, student, 1))).toEqual(close([0.42448058]));
    expect(numbers(softTargetLoss(teacher, student, 4))).toEqual(close([0.38415984]));
  });

  it('has the gradient T (q - p), at every temperature of the same size', () => {
    expect(gradient(4)).toEqual(close([-0.402975, 0.32437, 0.078605]));
    // At T = 1000 float32 keeps four digits of q - p.
    expect(gradient(1000)).toEqual(close([-0.377778, 0.288889, 0.088889], 3));
  });

  it('is a mean over the batch, not over classes', () => {
    const twice = (rows: number[][]) => tf.tensor2d([...rows, ...rows]);
    const [a, b] = [twice(TEACHER), twice(STUDENT)];
    expect(numbers(softTargetLoss(a, b, 4))).toEqual(close([0.38415984]));
    tf.dispose([a, b]);
  });

  it('vanishes, with its gradient, where the logits differ by a constant', () => {
    const logit = fc.float({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 3, maxLength: 3 }), logit, (values, shift) => {
        const [z, moved] = [tf.tensor2d([values]), tf.tensor2d([values.map((value) => value + shift)])];
        const [loss] = numbers(softTargetLoss(moved, z, 2)) as [number];
        const slope = numbers(tf.tidy(() => tf.grad((s: tf.Tensor) => softTargetLoss(moved, s, 2))(z)));
        tf.dispose([z, moved]);
        // Logits of up to 16 are exact to 2^-20; so are their logarithms of softmax, times T^2.
        expect(Math.abs(loss)).toBeLessThan(4 * 8 * 2 ** -20);
        for (const value of slope) expect(Math.abs(value)).toBeLessThan(2 * 8 * 2 ** -20);
      }),
    );
  });

  it('is finite for logits of any size', () => {
    const [far, other] = [tf.tensor2d([[1e4, -1e4]]), tf.tensor2d([[-1e4, 1e4]])];
    expect(numbers(softTargetLoss(far, other, 1))).toEqual([2e4]);
    tf.dispose([far, other]);
  });

  it('refuses other shapes and temperatures that are none', () => {
    expect(() => softTargetLoss(teacher, tf.zeros([1, 2]), 1)).toThrow(/\[1,3\] and \[1,2\]/);
    expect(() => softTargetLoss(teacher, student, 0)).toThrow(InvalidOptionError);
    expect(() => softTargets(teacher, Number.NaN)).toThrow(InvalidOptionError);
  });
});

describe('attentionLoss', () => {
  // Two places of two channels: mean squares (2.5, 12.5) and (12.5, 2.5), of length 1 (1, 5) / sqrt 26 and (5, 1) / sqrt 26.
  const [a, b] = [
    tf.tensor3d([
      [
        [1, 2],
        [3, 4],
      ],
    ]),
    tf.tensor3d([
      [
        [3, 4],
        [1, 2],
      ],
    ]),
  ];
  afterAll(() => tf.dispose([a, b]));
  it('compares maps of length 1, in both forms', () => {
    expect(numbers(attentionLoss(a, b, 'code'))).toEqual(close([16 / 26]));
    expect(numbers(attentionLoss(a, b, 'paper'))).toEqual(close([0.5 * Math.sqrt(32 / 26)]));
  });

  it('has a finite gradient where a layer is dead or the maps agree', () => {
    for (const form of ['code', 'paper'] as const) {
      const slope = (x: tf.Tensor) =>
        numbers(tf.tidy(() => tf.grad((z: tf.Tensor) => attentionLoss(a, z, form))(x)));
      const dead = tf.zeros([1, 2, 2]);
      expect([...slope(dead), ...slope(a)].every(Number.isFinite)).toBe(true);
      dead.dispose();
    }
  });
});

const units = (hidden: number, classes = 3) => mlp({ units: [4, hidden, classes], seed: hidden });
let tensors: tf.Tensor[];
beforeAll(() => {
  tensors = [
    tf.randomNormal([12, 4], 0, 1, 'float32', 1),
    tf.tensor1d(
      Array.from({ length: 12 }, (_, i) => i % 3),
      'int32',
    ),
  ];
});
afterAll(() => tf.dispose(tensors));
const data = () => tensorDataset(tensors[0] as tf.Tensor, tensors[1] as tf.Tensor);
const RUN = { optimizer: sgd(0.1), epochs: 1, batchSize: 12, shuffle: false } as const;
const weightsOf = (model: LayersModel) => model.getWeights().map((value) => Array.from(value.dataSync()));

describe('distillation', () => {
  it('minimises alpha of the soft loss and the rest of that on labels, and leaves the teacher alone', async () => {
    const [teacher, student] = [units(6), units(2)];
    const was = weightsOf(teacher);
    const [xs, ys] = tensors as [tf.Tensor, tf.Tensor];
    const expected = tf.tidy(() => {
      const [t, s] = [teacher, student].map((model) => model.predict(xs) as tf.Tensor) as [
        tf.Tensor,
        tf.Tensor,
      ];
      return tf.add(tf.mul(softTargetLoss(t, s, 4), 0.9), tf.mul(crossEntropy(ys, s), 0.1)).dataSync()[0];
    }) as number;
    const before = tf.memory().numTensors;
    const [log] = await fit(student, data(), {
      ...RUN,
      objective: distillation({ teacher, temperature: 4, alpha: 0.9 }),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(log?.loss).toBeCloseTo(expected, 5);
    expect(log?.metrics.accuracy).toBeGreaterThanOrEqual(0);
    expect(weightsOf(teacher)).toEqual(was);
    teacher.dispose();
    student.dispose();
  });

  it('the worked figure: alpha 0.9, T 4 -> 0.49218', async () => {
    const fixed = (logits: number[][]) => {
      const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [1] })] });
      tf.tidy(() => model.setWeights([tf.zeros([1, 3]), tf.tensor1d(logits[0] as number[])]));
      return model;
    };
    const [teacher, student, xs, ys] = [
      fixed(TEACHER),
      fixed(STUDENT),
      tf.ones([1, 1]),
      tf.tensor1d([0], 'int32'),
    ];
    const [log] = await distill(teacher, student, tensorDataset(xs, ys), {
      ...RUN,
      temperature: 4,
      alpha: 0.9,
    });
    expect(log?.loss).toBeCloseTo(0.49218, 4);
    tf.dispose([xs, ys]);
    teacher.dispose();
    student.dispose();
  });

  it('hints pull layers together, over a learned map where they are not as wide', async () => {
    const [teacher, student, narrow] = [units(6), units(6), units(2)];
    const hints = [{ teacher: 'dense1', student: 'dense1', weight: 10 }];
    const distance = (from: LayersModel) => {
      const first = (model: LayersModel) => model.layers[0]?.apply(tensors[0] as tf.Tensor) as tf.Tensor;
      return tf.tidy(() => tf.mean(tf.square(tf.sub(first(teacher), first(from)))).dataSync()[0]) as number;
    };
    student.setWeights(
      units(6)
        .getWeights()
        .map((value) => tf.mul(value, 0.5)),
    );
    const far = distance(student);
    const before = tf.memory().numTensors;
    const options = { ...RUN, epochs: 30, optimizer: sgd(0.02), hints, alpha: 0 };
    await distill(teacher, student, data(), options);
    expect(distance(student)).toBeLessThan(far / 4);
    const history = await distill(teacher, narrow, data(), { ...options, hintRate: 0.02 });
    expect(history.at(-1)?.loss).toBeLessThan((history[0]?.loss ?? 0) / 1.2);
    expect(tf.memory().numTensors).toBe(before);
    for (const model of [teacher, student, narrow]) model.dispose();
  });

  it('goes on from a checkpoint with the maps it learned', async () => {
    const teacher = units(6);
    const options = { ...RUN, hints: [{ teacher: 'dense1', student: 'dense1' }], hintRate: 0.1 };
    let bytes: Uint8Array | undefined;
    const checkpoint: CheckpointStore = {
      description: 'memory',
      read: async () => bytes,
      write: async (next) => {
        bytes = next;
      },
      remove: async () => {},
    };
    const [whole, parts] = [units(2), units(2)];
    await distill(teacher, whole, data(), { ...options, epochs: 4 });
    await distill(teacher, parts, data(), { ...options, checkpoint, epochs: 2 });
    await distill(teacher, parts, data(), { ...options, checkpoint, resume: true, epochs: 4 });
    expect(weightsOf(parts)).toEqual(weightsOf(whole));
    for (const model of [teacher, whole, parts]) model.dispose();
  });

  it('looks at a layer as often as it is named, also at the last one', async () => {
    const teacher = units(6);
    const lossWith = async (...names: readonly string[]) => {
      const student = mlp({ units: [4, 6, 3], seed: 1 });
      const hints = names.map((name) => ({ teacher: name, student: name, weight: 2 / names.length }));
      const before = tf.memory().numTensors;
      const [log] = await distill(teacher, student, data(), { ...RUN, alpha: 0, hints });
      expect(tf.memory().numTensors).toBe(before);
      student.dispose();
      return log?.loss as number;
    };
    const [hidden, logits] = [await lossWith('dense1'), await lossWith('logits')];
    expect(hidden).not.toBeCloseTo(logits, 3);
    expect(await lossWith('dense1', 'dense1')).toBeCloseTo(hidden, 5);
    expect(await lossWith('dense1', 'logits')).toBeCloseTo((hidden + logits) / 2, 5);
    teacher.dispose();
  });

  it('transfers attention between convolutions', async () => {
    const net = (filters: number) =>
      sequential({
        layers: [
          layers.conv2d({ name: 'conv', filters, kernelSize: 3, inputShape: [5, 5, 1], activation: 'relu' }),
          layers.flatten(),
          layers.dense({ units: 2 }),
        ],
      });
    const [teacher, student] = [net(4), net(2)];
    const [xs, ys] = [tf.randomNormal([6, 5, 5, 1], 0, 1, 'float32', 2), tf.zeros([6], 'int32')];
    const attentionTransfer = { pairs: [{ teacher: 'conv', student: 'conv' }], weight: 100 };
    const history = await distill(teacher, student, tensorDataset(xs, ys), {
      ...{ ...RUN, epochs: 20, alpha: 0, attentionTransfer },
      optimizer: sgd(0.02),
    });
    expect(history.at(-1)?.loss).toBeLessThan(history[0]?.loss ?? 0);
    tf.dispose([xs, ys]);
    teacher.dispose();
    student.dispose();
  });

  it('keeps what is pruned at 0', async () => {
    const [teacher, student] = [units(6), units(5)];
    const ones = onesMasks(student);
    const masks = prune(ones, randomScores(ones, 1), { sparsity: 0.5 });
    await distill(teacher, student, data(), {
      ...RUN,
      masks,
      optimizer: sgd(0.1, { momentum: 0.9 }),
      epochs: 2,
    });
    expect(await nonZeroMasks(student)).toEqual(masks);
    const strange = new Map([['other', { shape: [1], bits: Uint8Array.of(1) }]]);
    await expect(distill(teacher, student, data(), { ...RUN, masks: strange })).rejects.toThrow(MaskError);
    teacher.dispose();
    student.dispose();
  });

  it('refuses probabilities, other classes and layers that do not fit, and leaves nothing behind', async () => {
    const soft = sequential({
      layers: [layers.dense({ units: 3, inputShape: [4], activation: 'softmax', name: 'soft' })],
    });
    const [teacher, student, other] = [units(6), units(2), units(2, 4)];
    const before = tf.memory().numTensors;
    const run = (from: LayersModel, to: LayersModel, changes: object = {}) =>
      distill(from, to, data(), { ...RUN, ...changes });
    await expect(run(soft, student)).rejects.toThrow(/teacher returns probabilities/);
    await expect(run(teacher, soft)).rejects.toThrow(/student returns probabilities/);
    await expect(run(teacher, other)).rejects.toThrow(/\[12,3\] and \[12,4\]/);
    const strange = { hints: [{ teacher: 'dense9', student: 'dense1' }] };
    await expect(run(teacher, student, strange)).rejects.toThrow(/no layer dense9; it has dense1, logits/);
    const flat = { attentionTransfer: { pairs: [{ teacher: 'dense1', student: 'dense1' }] } };
    await expect(run(teacher, student, flat)).rejects.toThrow(/same places/);
    expect(tf.memory().numTensors).toBe(before);
    const wrong: Partial<DistillationOptions>[] = [
      ...[{ temperature: 0 }, { alpha: 1.5 }, { alpha: Number.NaN }, { hintRate: -1 }],
      { attentionTransfer: { pairs: [], form: 'other' as 'code' } },
    ];
    for (const options of wrong)
      expect(() => distillation({ teacher, ...options })).toThrow(InvalidOptionError);
    for (const model of [soft, teacher, student, other]) model.dispose();
  });

  it('gives gradients to the student alone', async () => {
    const [teacher, student] = [units(6), units(2)];
    const objective: Objective = distillation({ teacher, alpha: 1 })();
    const batch = {
      model: student,
      xs: tensors[0] as tf.Tensor,
      ys: tensors[1] as tf.Tensor,
      step: 0,
      seed: 0,
    };
    const prepared = (await objective.prepare?.(batch)) ?? {};
    const variables = (model: LayersModel) =>
      model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const slopes = tf.tidy(() => {
      const all = [...variables(teacher), ...variables(student)];
      const { grads } = tf.variableGrads(
        () => objective.loss(batch, prepared, (xs) => student.apply(xs) as tf.Tensor).loss,
        all,
      );
      return all.map(({ name }) => (grads[name] as tf.Tensor | null) !== null && grads[name] !== undefined);
    });
    expect(slopes).toEqual([false, false, false, false, true, true, true, true]);
    tf.dispose(prepared);
    teacher.dispose();
    student.dispose();
  });
});
