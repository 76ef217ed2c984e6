import { compose, randomCrop, randomHorizontalFlip } from '@gradlab/augment';
import { channelGroups, formatGroups } from '@gradlab/compression';
import { cifar10 } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { type LayerSummary, summary } from '@gradlab/models';
import { lineChart } from '@gradlab/plot';
import { cosine, evaluate, fit, inRun, sgd } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { triedImportances } from './importances.ts';
import { speedUp } from './interleaved.ts';
import { normalized, pretrainedResnet } from './pretrained-resnet.ts';

const MACS = 0.3;
const ROUND_TO = 4;
const SCORING_IMAGES = 256;
const BATCH_SIZE = 64;
const TIMED_IMAGES = 50;
/** What the published network was trained with. */
const AUGMENTATION = compose([randomHorizontalFlip(), randomCrop(32, { padding: 4 })]);

interface Settings {
  /** Training files of 10000 images. */
  readonly files: readonly number[];
  readonly train: number;
  readonly test: number;
  /** Training images that choose the importance. */
  readonly choosing: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly rounds: number;
  /** Largest loss of accuracy. */
  readonly loss: number;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const widths = ({ layers }: { readonly layers: readonly LayerSummary[] }) =>
  layers
    .filter(({ className }) => className === 'Conv2D')
    .map(({ name, outputShape }) => [name, outputShape.at(-1)] as const);

async function compute(context: RunContext<Settings>) {
  const { settings, seed, signal, log, dataRoot } = context;
  const model = await pretrainedResnet(dataRoot ?? process.env.GRADLAB_DATA);
  const made: LayersModel[] = [model];
  try {
    const data = await cifar10({
      batches: settings.files,
      signal,
      ...(dataRoot === undefined ? {} : { root: dataRoot }),
    });
    const train = data.train.take(settings.train, { seed });
    const test = normalized(data.test.take(settings.test, { seed }));
    const choosing = normalized(data.train.take(settings.choosing, { seed: seed + 1 }));
    const accuracyOf = async (one: LayersModel, on = test) =>
      (await evaluate(one, on, { signal })).metrics.accuracy as number;

    const tried = await triedImportances(
      model,
      { scoring: normalized(data.train.take(SCORING_IMAGES, { seed: seed + 2 })), choosing },
      { macs: MACS, roundTo: ROUND_TO },
      context,
    );
    made.push(...tried.map(({ smaller }) => smaller));
    const best = tried.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
    const { smaller } = best;

    const before = await accuracyOf(model);
    const pruned = await accuracyOf(smaller);
    log(
      `all channels ${(100 * before).toFixed(2)} %, ${best.name} before fine-tuning ${(100 * pruned).toFixed(2)} %`,
    );
    const history = await fit(smaller, normalized(train), {
      optimizer: sgd(settings.learningRate, { momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
      schedule: cosine(),
      transform: AUGMENTATION,
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      ...inRun(context, 'fine-tuned'),
      onEpoch: ({ epoch, loss, metrics }) =>
        log(`epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${metrics.accuracy?.toFixed(4)}`),
    });
    const after = await accuracyOf(smaller);
    log(`fine-tuned ${(100 * after).toFixed(2)} %`);
    const xs = tf.zeros([TIMED_IMAGES, 32, 32, 3]);
    const speed = await speedUp(model, smaller, xs, settings.rounds);
    xs.dispose();
    const [all, left] = [summary(model), summary(smaller)];
    const saved = 1 - (left.macs as number) / (all.macs as number);
    const kept = new Map(widths(left));
    return {
      reproduced: {
        before,
        pruned,
        after,
        macs: saved,
        parameters: 1 - left.parameters / all.parameters,
        speed: speed.ratio,
      },
      passed: saved >= MACS && before - after <= settings.loss,
      figures: {
        widths: lineChart({
          title: 'Channels of the convolutions of ResNet-20',
          x: { label: 'convolution' },
          y: { label: 'channels' },
          series: [
            { name: 'before', y: widths(all).map(([, width]) => width as number) },
            { name: 'after', y: widths(all).map(([name]) => kept.get(name) as number) },
          ],
        }),
      },
      sections: [
        {
          heading: 'Importance',
          text: `Accuracy on ${settings.choosing} training images without ${100 * MACS} % of the multiply-adds, before fine-tuning. The best one goes on.`,
          table: {
            columns: ['importance', 'channels', 'accuracy'],
            rows: tried.map(({ name, scope, accuracy }) => [name, scope, percent(accuracy)]),
          },
        },
        {
          heading: 'Dependency groups before',
          table: {
            columns: ['channels that go together'],
            rows: formatGroups(channelGroups(model))
              .split('\n')
              .map((line) => [line]),
          },
        },
      ],
      protocol:
        `The published ResNet-20 loses channels until ${100 * MACS} % of its multiply-adds are saved, in multiples of ${ROUND_TO}; importance and channels: ${best.name}, ${best.scope}, the best of ten ` +
        `on ${settings.choosing} training images. Then ${settings.epochs} epochs on ${settings.train} training images with random flips and crops out of 40 x 40, SGD with Nesterov momentum 0.9, learning rate ${settings.learningRate} falling along a ` +
        `cosine, weight decay 1e-4, batches of ${BATCH_SIZE}. Accuracies of ${settings.test} test images; loss of the last epoch ${history.at(-1)?.loss.toFixed(3)}. ` +
        `Speed-up: median of ${settings.rounds} ratios of neighbouring runs on ${TIMED_IMAGES} images, ${speed.seconds.map((s) => s.toFixed(3)).join(' s and ')} s.`,
    };
  } finally {
    for (const one of made) one.dispose();
  }
}

/** C2: a network without its least important channels. */
export const c2 = defineExperiment({
  id: 'C2',
  title: 'Pruning the channels of a published ResNet-20 by 30 % of its multiply-adds',
  app: 'weekly-report',
  metrics: {
    before: { label: 'test accuracy with all channels', reported: 'none', format: 'percent' },
    pruned: { label: 'test accuracy without 30 % of the multiply-adds', reported: 'none', format: 'percent' },
    after: { label: 'test accuracy after fine-tuning', reported: 'none', format: 'percent' },
    macs: { label: 'multiply-adds saved', reported: 'none', format: 'percent' },
    parameters: { label: 'parameters saved', reported: 'none', format: 'percent' },
    speed: { label: 'times as fast', reported: 'none' },
  },
  settings: {
    quick: {
      ...{ files: [1], train: 128, test: 100, choosing: 50 },
      ...{ epochs: 1, learningRate: 0.001, rounds: 3, loss: 1 },
    },
    default: {
      ...{ files: [1], train: 10_000, test: 10_000, choosing: 1000 },
      ...{ epochs: 4, learningRate: 0.01, rounds: 15, loss: 0.03 },
    },
    full: {
      ...{ files: [1, 2, 3, 4, 5], train: 50_000, test: 10_000, choosing: 1000 },
      ...{ epochs: 6, learningRate: 0.02, rounds: 15, loss: 0.02 },
    },
  } satisfies Record<string, Settings>,
  target: ({ loss }) => `30 % of the multiply-adds saved, at most ${100 * loss} points of accuracy lost`,
  run: compute,
});
