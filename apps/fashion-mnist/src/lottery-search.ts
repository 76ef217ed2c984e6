import { type LotteryRound, lotteryTicket, type TicketRun } from '@gradlab/compression';
import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { adam, checkpointFile, evaluate, fit } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { lenet300100 } from './lenet-300-100.ts';

export const BATCH_SIZE = 60;
export const LEARNING_RATE = 1.2e-3;
/** Part of what lives that each round prunes. */
export const RATES: Readonly<Record<string, number>> = {
  'hidden1/kernel': 0.2,
  'hidden2/kernel': 0.2,
  'output/kernel': 0.1,
};
/** The rounds that leave 51.3, 21.1, 13.5 and 3.6 % of the weights. */
export const LADDER = [3, 7, 9, 15];

export interface Settings {
  readonly trainImages: number;
  readonly testImages: number;
  readonly rounds: number;
  readonly epochs: number;
  readonly seeds: number;
}

export interface Trained {
  readonly accuracy: number;
  /** Accuracy in training, in ten parts of every epoch. */
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
}
export type Round = LotteryRound<Trained>;
export type Kind = 'ticket' | 'reinit';

export async function search(
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
