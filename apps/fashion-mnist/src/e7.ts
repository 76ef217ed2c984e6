import { type ImageDataset, mnist } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { loading } from './data.ts';
import { accuracyOf, ladderChart, learningChart } from './lottery-charts.ts';
import { BATCH_SIZE, LADDER, LEARNING_RATE, type Round, type Settings, search } from './lottery-search.ts';

const level = (name: string) => ({
  label: `test accuracy, ${name}`,
  reported: 'none',
  format: 'percent' as const,
});

/** E7: the lottery ticket hypothesis. */
export const e7 = defineExperiment({
  id: 'E7',
  title: 'Lottery tickets in LeNet-300-100 on MNIST',
  app: 'fashion-mnist',
  metrics: {
    whole: level('all weights'),
    ticket51: level('ticket of 51.3 %'),
    reinit51: level('the same, randomly re-initialized'),
    ticket21: level('ticket of 21.1 %'),
    reinit21: level('21.1 %, randomly re-initialized'),
    ticket13: level('ticket of 13.5 %'),
    reinit13: level('13.5 %, randomly re-initialized'),
    ticket4: level('ticket of 3.6 %'),
    reinit4: level('3.6 %, randomly re-initialized'),
  },
  settings: {
    quick: { trainImages: 300, testImages: 200, rounds: 15, epochs: 1, seeds: 1 },
    default: { trainImages: 60_000, testImages: 10_000, rounds: 15, epochs: 1, seeds: 3 },
    full: { trainImages: 60_000, testImages: 10_000, rounds: 15, epochs: 50, seeds: 3 },
  } satisfies Record<string, Settings>,
  target: () =>
    'tickets of 21.1, 13.5 and 3.6 % of the weights are better than the same masks on other initial weights',
  run: async (context) => {
    const { settings, seed } = context;
    const data = await mnist(loading(context));
    const part = (set: ImageDataset, count: number) => (count < set.length ? set.take(count, { seed }) : set);
    const parts = {
      train: part(data.train, settings.trainImages),
      test: part(data.test, settings.testImages),
    };
    const all: (readonly Round[])[] = [];
    for (let i = 0; i < settings.seeds; i++)
      all.push(await search(context, settings.seeds * seed + i, parts));

    const [at51, at21, at13, at4] = LADDER as [number, number, number, number];
    const found = {
      whole: accuracyOf(all, 0, 'ticket'),
      ticket51: accuracyOf(all, at51, 'ticket'),
      reinit51: accuracyOf(all, at51, 'reinit'),
      ticket21: accuracyOf(all, at21, 'ticket'),
      reinit21: accuracyOf(all, at21, 'reinit'),
      ticket13: accuracyOf(all, at13, 'ticket'),
      reinit13: accuracyOf(all, at13, 'reinit'),
      ticket4: accuracyOf(all, at4, 'ticket'),
      reinit4: accuracyOf(all, at4, 'reinit'),
    };
    const rows = LADDER.flatMap((round) =>
      all.map((rounds, i) => [
        rounds[round]?.density ?? Number.NaN,
        i + 1,
        rounds[round]?.ticket.accuracy ?? Number.NaN,
        rounds[round]?.reinit?.accuracy ?? Number.NaN,
      ]),
    );
    const columns = [
      { label: 'weights', format: '.1%' },
      'seed',
      { label: 'ticket', format: '.2%' },
      { label: 'random re-initialization', format: '.2%' },
    ];
    const iterations = settings.epochs * Math.ceil(parts.train.length / BATCH_SIZE);
    return {
      reproduced: found,
      passed:
        found.ticket21 > found.reinit21 && found.ticket13 > found.reinit13 && found.ticket4 > found.reinit4,
      figures: {
        ladder: ladderChart(all),
        'learning-21': learningChart(all, at21),
        'learning-4': learningChart(all, at4),
      },
      sections: [{ heading: 'Every seed', table: { columns, rows } }],
      protocol:
        `LeNet-300-100 with ReLU and Glorot's initial weights on ${parts.train.length} images of MNIST, tested on ${parts.test.length}; Adam, learning rate ${LEARNING_RATE}, ` +
        `batches of ${BATCH_SIZE}, ${iterations} iterations a round (the paper: 50 000). Every round prunes the 20 % smallest of the weights that live (10 % of the output ` +
        `layer's), tensor by tensor, and sets the others back to their initial values. Random re-initialization trains the same masks on new initial weights. ` +
        `Figures are test accuracies after the last iteration, means over ${settings.seeds} seeds, from ${settings.seeds * seed} on; no early stopping.`,
    };
  },
});
