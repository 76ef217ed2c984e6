import { tensorDataset } from '@gradlab/datasets';
import { mlp } from '@gradlab/models';
import { type CheckpointStore, fit, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CompressionError, InvalidOptionError, MaskError } from '../errors.ts';
import type { Mask } from '../masks/mask.ts';
import { alive, aliveByWeight, isSubset } from '../masks/measure.ts';
import type { LotteryOptions, TicketRun } from './lottery-options.ts';
import { lotteryTicket } from './lottery-ticket.ts';

const make = (seed = 0) => mlp({ units: [6, 10, 3], seed });
const PATHS = ['dense1/kernel', 'logits/kernel'] as const;
const rates = (path: string) => (path === 'logits/kernel' ? 0.1 : 0.2);
const weightsOf = (model: LayersModel) => model.weights.map((weight) => Array.from(weight.read().dataSync()));

let tensors: tf.Tensor[];
beforeAll(() => {
  tensors = [
    tf.randomNormal([24, 6], 0, 1, 'float32', 1),
    tf.tensor1d(
      Array.from({ length: 24 }, (_, i) => i % 3),
      'int32',
    ),
  ];
});
afterAll(() => tf.dispose(tensors));

/** Three steps; what it started from and ended with. */
async function train(model: LayersModel, { optimizer, masks, ...run }: TicketRun) {
  const before = weightsOf(model);
  const data = tensorDataset(tensors[0] as tf.Tensor, tensors[1] as tf.Tensor);
  await fit(model, data, { optimizer: optimizer(sgd(0.1, { momentum: 0.9 })), epochs: 1, batchSize: 8 });
  return { kind: run.kind, startStep: run.startStep, before, after: weightsOf(model) };
}
type Result = Awaited<ReturnType<typeof train>>;

function memoryStore(): CheckpointStore & { bytes?: Uint8Array | undefined } {
  return {
    description: 'memory',
    async read() {
      return this.bytes;
    },
    async write(bytes) {
      this.bytes = bytes;
    },
    async remove() {
      this.bytes = undefined;
    },
  };
}

const search = (changes: Partial<LotteryOptions<Result>> = {}) =>
  lotteryTicket<Result>({ makeModel: make, train, rounds: 2, rates, ...changes });
/** What lives of the kernels' values, 0 for what does not. */
const under = (values: readonly number[], mask: Mask) =>
  values.map((value, i) => (mask.bits[i] === 1 ? value : 0));
const kernelsOf = (weights: readonly number[][]) => [weights[0] as number[], weights[2] as number[]];

describe('lotteryTicket', () => {
  it('prunes what became smallest, and starts again from the very bits of the initial weights', async () => {
    const before = tf.memory().numTensors;
    const rounds = await search();
    expect(tf.memory().numTensors).toBe(before);
    const model = make();
    const initial = kernelsOf(weightsOf(model));
    model.dispose();
    expect(rounds.map(({ masks }) => [...aliveByWeight(masks).values()].map((own) => own.alive))).toEqual([
      [60, 30],
      [48, 27],
      [38, 24],
    ]);
    for (const [i, { round, density, masks, ticket }] of rounds.entries()) {
      expect([round, ticket.startStep, ticket.kind]).toEqual([i, 0, 'ticket']);
      expect(density).toBeCloseTo(alive(masks).alive / 90, 12);
      for (const [k, path] of PATHS.entries()) {
        const mask = masks.get(path) as Mask;
        expect(kernelsOf(ticket.before)[k]).toEqual(under(initial[k] as number[], mask));
        const trained = kernelsOf(ticket.after)[k] as number[];
        expect(trained).toEqual(under(trained, mask));
        expect(trained).not.toEqual(kernelsOf(ticket.before)[k]);
        const next = rounds[i + 1]?.masks.get(path);
        if (next === undefined) continue;
        expect(isSubset(new Map([[path, next]]), new Map([[path, mask]]))).toBe(true);
        const sizes = trained.map(Math.abs);
        const dropped = sizes.filter((_, j) => mask.bits[j] === 1 && next.bits[j] === 0);
        expect(Math.max(...dropped)).toBeLessThanOrEqual(
          Math.min(...sizes.filter((_, j) => next.bits[j] === 1)),
        );
      }
    }
  });

  it('rewinds to a step of the first training', async () => {
    let atTwo: number[][] = [];
    const watching = async (model: LayersModel, run: TicketRun) => {
      const watched = (recipe: Parameters<TicketRun['optimizer']>[0]) => () => {
        const optimizer = run.optimizer(recipe)();
        const apply = optimizer.applyGradients.bind(optimizer);
        return Object.assign(optimizer, {
          applyGradients: (gradients: Parameters<typeof apply>[0]) => {
            apply(gradients);
            if (run.round === 0 && optimizer.iterations === 2) atTwo = weightsOf(model);
          },
        });
      };
      return train(model, { ...run, optimizer: watched });
    };
    const before = tf.memory().numTensors;
    const rounds = await search({ train: watching, rewind: 2 });
    expect(tf.memory().numTensors).toBe(before);
    expect(rounds.map(({ ticket }) => ticket.startStep)).toEqual([0, 2, 2]);
    const { ticket, masks } = rounds[2] as (typeof rounds)[number];
    for (const [k, path] of PATHS.entries()) {
      expect(kernelsOf(ticket.before)[k]).toEqual(
        under(kernelsOf(atTwo)[k] as number[], masks.get(path) as Mask),
      );
    }
    expect(ticket.before[1]).toEqual(atTwo[1]);
    await expect(search({ rewind: 4 })).rejects.toThrow(/took no step 4/);
  });

  it('trains controls: the masks on other weights, and other masks on the weights', async () => {
    const rounds = await search({
      reinit: (round) => make(50 + round),
      randomMaskSeed: 7,
      controlRounds: (round) => round === 2,
    });
    expect(rounds.map(({ reinit, randomMasks }) => [reinit?.kind, randomMasks?.kind])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ['reinit', 'randomMasks'],
    ]);
    const { masks, reinit, randomMasks, ticket } = rounds[2] as (typeof rounds)[number];
    const other = make(52);
    const [initial, own] = [kernelsOf(weightsOf(other)), rounds[0]?.ticket.before ?? []];
    other.dispose();
    for (const [k, path] of PATHS.entries()) {
      const mask = masks.get(path) as Mask;
      expect(kernelsOf(reinit?.before ?? [])[k]).toEqual(under(initial[k] as number[], mask));
      const random = kernelsOf(randomMasks?.before ?? [])[k] as number[];
      const living = random.filter((value) => value !== 0);
      expect(living).toHaveLength(mask.bits.reduce((sum, bit) => sum + bit, 0));
      expect(random.every((value, i) => value === 0 || value === kernelsOf(own)[k]?.[i])).toBe(true);
      expect(random).not.toEqual(kernelsOf(ticket.before)[k]);
    }
  });

  it('goes on after a break as if there had been none, also from rewound weights', async () => {
    for (const rewind of ['init', 1] as const) {
      const options = { rewind, reinit: (round: number) => make(50 + round) };
      const whole = await search(options);
      const store = memoryStore();
      const abort = new AbortController();
      const broken = search({ ...options, store, signal: abort.signal, onRound: () => abort.abort() });
      await expect(broken).rejects.toThrow(/abort/i);
      let trained = 0;
      const resumed = await search({
        ...{ ...options, store },
        train: (model, run) => {
          trained++;
          return train(model, run);
        },
      });
      // Two tickets with a control each; the whole network had been trained.
      expect(trained).toBe(4);
      expect(resumed).toEqual(whole);
      await expect(search({ ...options, store, rates: 0.5 })).rejects.toThrow(/other settings/);
      store.bytes = Uint8Array.of(1);
      await expect(search({ ...options, store })).rejects.toThrow(CompressionError);
    }
  });

  it('leaves nothing behind where a training fails', async () => {
    const before = tf.memory().numTensors;
    const failing = async (model: LayersModel, run: TicketRun) => {
      await train(model, run);
      throw new Error('no luck');
    };
    await expect(search({ train: failing, rewind: 1 })).rejects.toThrow('no luck');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses options that cannot work', async () => {
    await expect(search({ rounds: 0 })).rejects.toThrow(InvalidOptionError);
    await expect(search({ rates: 1 })).rejects.toThrow(/rates must be/);
    // Before the first training, not after it.
    const train = async () => Promise.reject(new Error('trained'));
    await expect(search({ rates: () => 2, train })).rejects.toThrow(/rates of .* must be/);
    await expect(search({ rewind: 0 })).rejects.toThrow(/rewind must be/);
    const masks = new Map([['other', { shape: [1], bits: Uint8Array.of(1) }]]);
    await expect(search({ masks })).rejects.toThrow(MaskError);
  });
});
