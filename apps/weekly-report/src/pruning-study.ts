import {
  applyMasks,
  iterativeSparsity,
  magnitudeScores,
  onesMasks,
  type PruningRound,
  prune,
  pruneIteratively,
  type Scores,
} from '@gradlab/compression';
import type { ImageDataset } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { adam, evaluate } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export const BATCH_SIZE = 128;
export const LEARNING_RATE = 1e-3;
/** Part of what lives that each round prunes. */
export const RATE = 0.4;

export interface Settings {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
  readonly rounds: number;
}

export const percent = (value: number) => `${(100 * value).toFixed(2)} %`;

export async function accuracyOf(
  model: LayersModel,
  test: ImageDataset,
  signal: AbortSignal,
): Promise<number> {
  return (await evaluate(model, test, { signal })).metrics.accuracy ?? Number.NaN;
}

/** Prunes in rounds and fine-tunes after each; every round with its test accuracy. */
export async function littleByLittle(
  { settings, seed, signal, onProgress, log }: RunContext<Settings>,
  model: LayersModel,
  train: ImageDataset,
  test: ImageDataset,
) {
  const accuracies: number[] = [];
  const rounds = await pruneIteratively(model, train, {
    rounds: settings.rounds,
    schedule: iterativeSparsity(RATE),
    fineTune: {
      ...{ optimizer: adam(LEARNING_RATE), epochs: 1, batchSize: BATCH_SIZE, seed, signal },
      onProgress: (progress) =>
        onProgress({ ...progress, phase: `round ${accuracies.length + 1}, ${progress.phase}` }),
      probe: async (now) => {
        accuracies.push(await accuracyOf(now, test, signal));
        return {};
      },
    },
    onRound: ({ round, sparsity: part }) =>
      log(
        `round ${round + 1}: ${percent(part)} pruned, test accuracy ${percent(accuracies[round] as number)}`,
      ),
  });
  return { rounds, accuracies };
}

/** The same sparsities, each at once and without any training after it. */
export async function atOnce(
  model: LayersModel,
  rounds: readonly PruningRound[],
  test: ImageDataset,
  signal: AbortSignal,
): Promise<number[]> {
  const scores = await magnitudeScores(model, onesMasks(model));
  const accuracies: number[] = [];
  // Masks of one order of weights are nested, so one model is pruned further and further.
  for (const { sparsity: part } of rounds) {
    applyMasks(model, prune(onesMasks(model), scores, { sparsity: part }));
    accuracies.push(await accuracyOf(model, test, signal));
  }
  return accuracies;
}

/** How many weights would be pruned by one norm of the weight and not by the other. */
export async function disagreeing(model: LayersModel): Promise<number> {
  const ones = onesMasks(model);
  const l1 = await magnitudeScores(model, ones);
  const l2: Scores = new Map(
    [...l1].map(([path, sizes]) => [path, sizes.map((size) => Math.sqrt(size * size))]),
  );
  const [a, b] = [l1, l2].map((scores) => prune(ones, scores, { sparsity: 0.9 }));
  return [...(a ?? [])].reduce((sum, [path, { bits }]) => {
    const other = b?.get(path)?.bits;
    return sum + bits.reduce((differing, bit, i) => differing + (bit === other?.[i] ? 0 : 1), 0);
  }, 0);
}
