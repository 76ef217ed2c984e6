import { factorize } from '@gradlab/compression';
import { mnist } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { digitCnn } from '@gradlab/models';
import { lineChart } from '@gradlab/plot';
import { adam, evaluate, fit, inRun } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const BATCH_SIZE = 64;
const LEARNING_RATE = 1e-3;
const FLOAT_BYTES = 4;
/** 1600 x 128 weights break even at rank 118. */
const RANKS = [1, 2, 4, 8, 16, 32] as const;
/** 3 x 32 + 3 x 64 = 288 weights a rank, against 18 432. */
const CONV_RANKS = [4, 8, 16, 32] as const;
const CHOSEN = 16;

interface Settings {
  readonly train: number;
  readonly test: number;
  readonly epochs: number;
  readonly loss: number;
}

interface Point {
  readonly rank: number;
  readonly accuracy: number;
  readonly bytes: number;
  readonly error: number;
}

const bytesOf = (model: LayersModel) => FLOAT_BYTES * model.countParams();
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

async function compute(context: RunContext<Settings>) {
  const { settings, seed, signal, log, dataRoot } = context;
  const data = await mnist({ signal, ...(dataRoot === undefined ? {} : { root: dataRoot }) });
  const train = data.train.take(settings.train, { seed });
  const test = data.test.take(settings.test, { seed });
  const model = digitCnn({ seed });
  try {
    await fit(model, train, {
      optimizer: adam(LEARNING_RATE),
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      ...inRun(context, 'digits'),
      onEpoch: ({ epoch, loss }) => log(`epoch ${epoch}: loss ${loss.toFixed(4)}`),
    });
    const accuracyOf = async (one: LayersModel) =>
      (await evaluate(one, test, { signal })).metrics.accuracy as number;
    const full = await accuracyOf(model);
    log(`all weights: ${percent(full)}, ${bytesOf(model)} bytes`);

    const curve = async (layer: string, method: 'svd' | 'spatial', ranks: readonly number[]) => {
      const points: Point[] = [];
      for (const rank of ranks) {
        const {
          model: smaller,
          layers: [report],
        } = await factorize(model, { [layer]: { method, rank } });
        points.push({
          rank,
          accuracy: await accuracyOf(smaller),
          bytes: bytesOf(smaller),
          error: report?.error ?? Number.NaN,
        });
        smaller.dispose();
        log(`${layer}, rank ${rank}: ${percent(points.at(-1)?.accuracy ?? Number.NaN)}`);
      }
      return points;
    };
    const dense = await curve('dense1', 'svd', RANKS);
    const conv = await curve('conv3', 'spatial', CONV_RANKS);
    const chosen = dense.find(({ rank }) => rank === CHOSEN) as Point;
    const series = (pick: (point: Point) => number) => [
      { name: 'dense layer by singular values', x: dense.map(({ rank }) => rank), y: dense.map(pick) },
      { name: 'third convolution as column and row', x: conv.map(({ rank }) => rank), y: conv.map(pick) },
    ];
    const rows = (name: string, points: readonly Point[]) =>
      points.map(({ rank, accuracy, bytes, error }) => [
        name,
        String(rank),
        percent(accuracy),
        String(bytes),
        error.toFixed(4),
      ]);
    return {
      reproduced: { full, accuracy: chosen.accuracy, fullBytes: bytesOf(model), bytes: chosen.bytes },
      passed: full - chosen.accuracy <= settings.loss && chosen.bytes < bytesOf(model) / 2,
      figures: {
        accuracy: lineChart({
          title: 'Accuracy over rank, without fine-tuning',
          x: { label: 'rank' },
          y: { label: 'test accuracy' },
          series: series(({ accuracy }) => accuracy),
        }),
        bytes: lineChart({
          title: 'Bytes of the network over rank',
          x: { label: 'rank' },
          y: { label: 'bytes' },
          series: series(({ bytes }) => bytes),
        }),
      },
      sections: [
        {
          heading: 'Ranks',
          text: `All weights: ${percent(full)}, ${bytesOf(model)} bytes. The error is the Frobenius norm of what is left out, as a share of the kernel's.`,
          table: {
            columns: ['layer', 'rank', 'test accuracy', 'bytes', 'error'],
            rows: [...rows('dense1', dense), ...rows('conv3', conv)],
          },
        },
      ],
      protocol:
        `digitCnn with batch norm learns ${settings.train} digits for ${settings.epochs} epochs: Adam with learning rate ${LEARNING_RATE}, batches of ${BATCH_SIZE}. Then one layer at a time is replaced by ` +
        `factors of each rank, without fine-tuning; accuracies of ${settings.test} test digits. Bytes are those of all parameters as float32.`,
    };
  } finally {
    model.dispose();
  }
}

const FULL: Settings = { train: 10_000, test: 10_000, epochs: 1, loss: 0.005 };

/** C5: layers of low rank. */
export const c5 = defineExperiment({
  id: 'C5',
  title: 'Low rank: accuracy and bytes of a digit network over the rank of its layers',
  app: 'weekly-report',
  metrics: {
    full: { label: 'test accuracy with all weights', reported: 'none', format: 'percent' },
    accuracy: {
      label: `test accuracy with a dense layer of rank ${CHOSEN}`,
      reported: 'none',
      format: 'percent',
    },
    fullBytes: { label: 'bytes with all weights', reported: 'none' },
    bytes: { label: `bytes with a dense layer of rank ${CHOSEN}`, reported: 'none' },
  },
  settings: {
    quick: { train: 640, test: 200, epochs: 1, loss: 1 },
    default: FULL,
    full: FULL,
  } satisfies Record<string, Settings>,
  target: ({ loss }) =>
    `rank ${CHOSEN} takes less than half of the bytes and loses at most ${100 * loss} points of accuracy`,
  run: compute,
});
