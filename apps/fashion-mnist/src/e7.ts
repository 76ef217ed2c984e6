import { type LotteryRound, lotteryTicket, type TicketRun } from '@gradlab/compression';
import { type ImageDataset, mnist } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { lineChart } from '@gradlab/plot';
import { adam, checkpointFile, evaluate, fit } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loading } from './data.ts';
import { lenet300100 } from './lenet-300-100.ts';

const BATCH_SIZE = 60;
const LEARNING_RATE = 1.2e-3;
/** Part of what lives that each round prunes. */
const RATES: Readonly<Record<string, number>> = {
  'hidden1/kernel': 0.2,
  'hidden2/kernel': 0.2,
  'output/kernel': 0.1,
};
/** The rounds that leave 51.3, 21.1, 13.5 and 3.6 % of the weights. */
const LADDER = [3, 7, 9, 15];

interface Settings {
  readonly trainImages: number;
  readonly testImages: number;
  readonly rounds: number;
  readonly epochs: number;
  readonly seeds: number;
}

interface Trained {
  readonly accuracy: number;
  /** Accuracy in training, in ten parts of every epoch. */
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
}
type Round = LotteryRound<Trained>;
type Kind = 'ticket' | 'reinit';

async function search(
  { settings, signal, onProgress, resume, checkpointPath, log }: RunContext<Settings>,
  seed: number,
  data: { readonly train: ImageDataset; readonly test: ImageDataset },
): Promise<readonly Round[]> {
  const store = checkpointFile(checkpointPath(`tickets-of-seed-${seed}`));
  if (!resume) await store.remove();
  const steps = Math.ceil(data.train.length / BATCH_SIZE);
  const train = async (model: LayersModel, run: TicketRun): Promise<Trained> => {
    const history = await fit(model, data.train, {
      optimizer: run.optimizer(adam(LEARNING_RATE)),
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      seed,
      signal,
      onProgress: (progress) =>
        onProgress({
          ...progress,
          phase: `seed ${seed}, round ${run.round}, ${run.kind}, ${progress.phase}`,
        }),
    });
    const { metrics } = await evaluate(model, data.test, { signal });
    const curve = history.flatMap(({ curve: parts }) =>
      parts.map(({ epoch, metrics: found }) => ({
        step: Math.round(epoch * steps),
        accuracy: found.accuracy ?? Number.NaN,
      })),
    );
    return { accuracy: metrics.accuracy ?? Number.NaN, curve };
  };
  return lotteryTicket({
    makeModel: () => lenet300100(seed),
    train,
    rates: (path) => RATES[path] as number,
    rounds: settings.rounds,
    reinit: (round) => lenet300100(1000 * (seed + 1) + round),
    controlRounds: (round) => LADDER.includes(round),
    store,
    signal,
    onRound: ({ round, density, ticket, reinit }) =>
      log(
        `seed ${seed}, round ${round}, ${percent(density)} of the weights: ticket ${percent(ticket.accuracy)}` +
          `${reinit ? `, random re-initialization ${percent(reinit.accuracy)}` : ''}`,
      ),
  });
}

const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean test accuracy over the seeds; NaN for a round that was not reached. */
const accuracyOf = (all: readonly (readonly Round[])[], round: number, kind: Kind) =>
  mean(all.map((rounds) => rounds[round]?.[kind]?.accuracy ?? Number.NaN));

function ladderChart(all: readonly (readonly Round[])[]) {
  const series = (['ticket', 'reinit'] as const).flatMap((kind) =>
    all.map((rounds, seed) => {
      const reached = rounds.filter((round) => round[kind] !== undefined);
      return {
        name: `${kind === 'ticket' ? 'ticket' : 'random re-init'}, seed ${seed + 1}`,
        x: reached.map(({ density }) => 100 * density),
        y: reached.map((round) => round[kind]?.accuracy ?? Number.NaN),
        dashed: kind === 'reinit',
      };
    }),
  );
  return lineChart({
    title: 'Test accuracy by the part of the weights that lives',
    x: { label: 'weights that live, %', scale: 'log' },
    y: { label: 'test accuracy', format: '.1%' },
    series: series.filter(({ y }) => y.length > 0),
  });
}

/** Accuracy while it learns, mean over the seeds, at one round of the ladder. */
function learningChart(all: readonly (readonly Round[])[], round: number) {
  const curveOf = (name: string, at: number, kind: Kind, dashed = false) => {
    const curves = all.flatMap((rounds) => rounds[at]?.[kind]?.curve ?? []);
    const steps = [...new Set(curves.map(({ step }) => step))];
    const y = steps.map((step) =>
      mean(curves.filter((point) => point.step === step).map(({ accuracy }) => accuracy)),
    );
    return { name, x: steps, y, dashed };
  };
  const percents = `${(100 * (all[0]?.[round]?.density ?? 0)).toFixed(1)} %`;
  return lineChart({
    title: `Learning with ${percents} of the weights, mean of the seeds`,
    x: { label: 'iteration' },
    y: { label: 'accuracy in training', format: '.1%' },
    series: [
      curveOf('all weights', 0, 'ticket'),
      curveOf('ticket', round, 'ticket'),
      curveOf('random re-initialization', round, 'reinit', true),
    ],
  });
}

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
