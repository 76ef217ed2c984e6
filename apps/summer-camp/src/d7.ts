import { defineExperiment } from '@gradlab/experiment';
import { barChart } from '@gradlab/plot';
import { historyColumns } from '@gradlab/train';
import { loadFood } from './food.ts';
import { MEANS } from './means.ts';
import { type Effect, effectOf, type MeansSettings, tried } from './means-effect.ts';
import { BATCH_SIZE, LEARNING_RATE, MOMENTUM, type Setup } from './means-training.ts';

const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
const points = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(2)} points`;

/** D7: every further means of the document, tried on the same baseline. */
export const d7 = defineExperiment({
  id: 'D7',
  title: 'Every further means of the document, tried on one baseline',
  app: 'summer-camp',
  metrics: {
    baseline: { label: 'validation accuracy of the baseline', reported: 'none', format: 'percent' },
    standardError: { label: 'standard error of a difference', reported: 'none', format: 'percent' },
    means: { label: 'means tried', reported: 'none' },
    helped: { label: 'of them better by two standard errors', reported: 'none' },
    harmed: { label: 'of them worse by two standard errors', reported: 'none' },
  },
  settings: {
    quick: { files: [1], trainImages: 128, validationImages: 64, pixels: 32, epochs: 1 },
    default: { files: [1], trainImages: 2000, validationImages: 1000, pixels: 32, epochs: 7 },
    full: { files: [1], trainImages: 10_000, validationImages: 10_000, pixels: 64, epochs: 15 },
  } satisfies Record<string, MeansSettings>,
  target: () => 'every means works with the same baseline, which is better than chance',
  run: async (context) => {
    const { settings, seed, log, backend } = context;
    const food = await loadFood(context);
    const { shape, classes } = food.train;
    const setup: Setup = { shape, classes: classes.length, seed };
    const { model, ...plain } = await tried(context, food, 'baseline', setup, {});
    log(`baseline: ${percent(plain.accuracy)}, ${plain.seconds.toFixed(1)} s`);
    const effects: Effect[] = [];
    try {
      for (const mean of MEANS) {
        const effect = await effectOf(context, food, mean, setup, model);
        log(`${mean.what}: ${percent(effect.accuracy)}, ${effect.seconds.toFixed(1)} s`);
        effects.push(effect);
      }
    } finally {
      model.dispose();
    }
    const n = food.validation.length;
    const standardError = Math.sqrt((2 * plain.accuracy * (1 - plain.accuracy)) / n);
    const differences = effects.map(({ accuracy }) => accuracy - plain.accuracy);
    const beyond = (sign: number) =>
      differences.filter((difference) => sign * difference > 2 * standardError).length;
    const gpu = backend.name !== 'wasm' && backend.name !== 'cpu';
    return {
      reproduced: {
        baseline: plain.accuracy,
        standardError,
        means: MEANS.length,
        helped: beyond(1),
        harmed: beyond(-1),
      },
      passed: plain.accuracy > 1 / classes.length && effects.every(({ accuracy }) => accuracy >= 0),
      curves: Object.fromEntries(
        [['baseline', plain] as const, ...MEANS.map(({ what }, i) => [what, effects[i] as Effect] as const)]
          .filter(([, { history }]) => history !== undefined)
          .map(([what, { history = [] }]) => [what, historyColumns(history)]),
      ),
      figures: {
        means: barChart({
          title: 'Validation accuracy against the baseline',
          categories: MEANS.map(({ what }) => what.split(/[,:(]/)[0]?.trim() ?? what),
          value: { label: 'difference in accuracy', format: '+.0%' },
          series: [{ name: 'difference', values: differences }],
          direction: 'right',
          width: 760,
        }),
      },
      sections: [
        {
          heading: 'Every means',
          text: `Differences of less than ${percent(2 * standardError)}, two standard errors, say nothing: a single seed, ${n} validation images.`,
          table: {
            columns: [
              'what',
              'package and function',
              'accuracy',
              'difference',
              'seconds',
              'times the baseline',
            ],
            rows: [
              ['baseline (ReLU)', '', percent(plain.accuracy), '', plain.seconds.toFixed(1), '1'],
              ...MEANS.map(({ what, by }, i) => {
                const { accuracy, seconds } = effects[i] as Effect;
                const row = [what, by, percent(accuracy), points(differences[i] as number)];
                return [...row, seconds.toFixed(1), (seconds / plain.seconds).toFixed(2)];
              }),
              ['GPU', `@gradlab/backend: loadBackend, --backend; here ${backend.name}`, '', '', '', ''],
            ],
          },
        },
        {
          heading: 'Mixed precision and GPU',
          text:
            'TensorFlow.js trains in float32 on every backend: there is no loss scaling, and no kernel that multiplies halves and adds in floats. On wasm and cpu half precision therefore saves only bytes of a stored model, ' +
            'and the row above shows what rounding its weights to 16 bits costs in accuracy; its seconds are those of rounding, not of training. On WebGL the flag WEBGL_FORCE_F16_TEXTURES makes textures of halves, for all values and without a copy in float32, which is ' +
            `not mixed precision either. This run used ${backend.name}, ${gpu ? 'on a GPU' : 'without a GPU'}; the same command with another --backend measures another.`,
        },
      ],
      protocol:
        `${food.text}. Baseline: blocks of a 3 x 3 convolution, ReLU and a max pool until 4 x 4 pixels are left, one dense layer, PyTorch's initial weights; ${settings.epochs} epochs, batches of ${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE} and momentum ${MOMENTUM}, ` +
        'cross-entropy. Each means changes this one thing; no rate was tuned for it, and the deep networks have hardly begun to learn after so few steps. Weights of the last epoch, the same seed. Seconds are those of training with validation, for pruning and quantization those of the work on the trained baseline.',
    };
  },
});
