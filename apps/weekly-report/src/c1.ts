import { nonZeroMasks, type PruningRound, sparsity } from '@gradlab/compression';
import { type ImageDataset, mnist } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { lenet300100 } from '@gradlab/models';
import { lineChart } from '@gradlab/plot';
import { adam, fit } from '@gradlab/train';
import { loading } from './data.ts';
import {
  accuracyOf,
  atOnce,
  BATCH_SIZE,
  disagreeing,
  LEARNING_RATE,
  littleByLittle,
  percent,
  RATE,
  type Settings,
} from './pruning-study.ts';

/** Five rounds prune 92 % of the weights. */
const REPORTED_ROUND = 4;
const MAX_LOSS = 0.005;

/** C1: weight pruning, a little at a time. */
export const c1 = defineExperiment({
  id: 'C1',
  title: 'Weight pruning by L1 / L2 importance, a little at a time, with fine-tuning between',
  app: 'weekly-report',
  metrics: {
    whole: { label: 'test accuracy of the whole network', reported: 'none', format: 'percent' },
    pruned: {
      label: 'test accuracy with 92 % of the weights pruned in five rounds',
      reported: 'none',
      format: 'percent',
    },
    atOnce: { label: 'the same, pruned at once without fine-tuning', reported: 'none', format: 'percent' },
    last: { label: 'test accuracy after the last round', reported: 'none', format: 'percent' },
    lastSparsity: { label: 'part of the weights pruned then', reported: 'none', format: 'percent' },
    revived: { label: 'pruned weights that fine-tuning brought back', reported: 'none' },
    disagreeing: { label: 'weights on which L1 and L2 disagree', reported: 'none' },
  },
  settings: {
    quick: { trainImages: 2000, testImages: 500, epochs: 2, rounds: 5 },
    default: { trainImages: 60_000, testImages: 10_000, epochs: 3, rounds: 9 },
    full: { trainImages: 60_000, testImages: 10_000, epochs: 20, rounds: 9 },
  } satisfies Record<string, Settings>,
  target: () =>
    'with 92 % of the weights pruned, half a point of accuracy at most is lost; none comes back; L1 and L2 agree',
  run: async (context) => {
    const { settings, seed, signal, onProgress, log } = context;
    const data = await mnist(loading(context));
    const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
    const [train, test] = [part(data.train, settings.trainImages), part(data.test, settings.testImages)];
    const model = lenet300100({ inputShape: train.shape, seed });
    const copy = lenet300100({ inputShape: train.shape, seed });
    try {
      await fit(model, train, {
        ...{ optimizer: adam(LEARNING_RATE), epochs: settings.epochs, batchSize: BATCH_SIZE, seed, signal },
        onProgress,
      });
      const whole = await accuracyOf(model, test, signal);
      log(`the whole network: test accuracy ${percent(whole)}`);
      copy.setWeights(model.getWeights());
      const differing = await disagreeing(model);
      const { rounds, accuracies } = await littleByLittle(context, model, train, test);
      const once = await atOnce(copy, rounds, test, signal);
      const last = rounds.at(-1) as PruningRound;
      const zeros = sparsity(await nonZeroMasks(model));
      const weights = 266_200;
      const found = {
        whole,
        pruned: accuracies[REPORTED_ROUND] as number,
        atOnce: once[REPORTED_ROUND] as number,
        last: accuracies.at(-1) as number,
        lastSparsity: last.sparsity,
        revived: Math.round((last.sparsity - zeros) * weights),
        disagreeing: differing,
      };
      const x = rounds.map((round) => 100 * round.sparsity);
      return {
        reproduced: found,
        passed: found.pruned >= whole - MAX_LOSS && found.revived === 0 && differing === 0,
        figures: {
          accuracy: lineChart({
            title: 'Test accuracy by the part of the weights that is pruned',
            x: { label: 'pruned weights, %' },
            y: { label: 'test accuracy', format: '.0%' },
            series: [
              { name: 'a little at a time, with fine-tuning', x: [0, ...x], y: [whole, ...accuracies] },
              { name: 'at once, without', x: [0, ...x], y: [whole, ...once], dashed: true },
            ],
          }),
        },
        sections: [
          {
            heading: 'Every round',
            table: {
              columns: [
                'round',
                { label: 'pruned', format: '.2%' },
                { label: 'with fine-tuning', format: '.2%' },
                { label: 'at once', format: '.2%' },
              ],
              rows: rounds.map(({ round, sparsity: pruned }) => [
                round + 1,
                pruned,
                accuracies[round] as number,
                once[round] as number,
              ]),
            },
          },
        ],
        protocol:
          `LeNet-300-100 on ${train.length} images of MNIST, ${settings.epochs} epochs of Adam (learning rate ${LEARNING_RATE}, batches of ${BATCH_SIZE}); then ${settings.rounds} ` +
          `rounds: in each layer the ${100 * RATE} % smallest of the weights that live are pruned, biases never, and what is left is trained for one epoch. L1 and L2 ` +
          `norms of single weights give the same order. Tested on ${test.length} images. "At once" prunes the trained network to the same sparsities and trains no more.`,
      };
    } finally {
      model.dispose();
      copy.dispose();
    }
  },
});
