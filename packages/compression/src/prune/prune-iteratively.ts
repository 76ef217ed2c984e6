import { type FitOptions, fit, type History, type TrainSource } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { applyMasks } from '../masks/apply.ts';
import type { Masks } from '../masks/mask.ts';
import { masked } from '../masks/masked.ts';
import { sparsity } from '../masks/measure.ts';
import { onesMasks } from '../masks/ones.ts';
import { type PruneOptions, prune } from './prune.ts';
import type { SparsitySchedule } from './schedules.ts';
import { magnitudeScores, type Scores } from './scores.ts';

export interface PruningRound {
  /** From 0. */
  readonly round: number;
  /** Part of the masked weights that is pruned. */
  readonly sparsity: number;
  readonly masks: Masks;
  /** Of the fine-tuning. */
  readonly history: History;
}

export interface PruneIterativelyOptions {
  /** A positive integer. */
  readonly rounds: number;
  /** The sparsity of each round, from 0; where it is undefined, a round only fine-tunes. `iterativeSparsity(0.2)`, for example. */
  readonly schedule: SparsitySchedule;
  /** The training after each pruning. Its optimizer is masked. */
  readonly fineTune: FitOptions;
  /** Default: `magnitudeScores`. */
  readonly scores?: (model: LayersModel, masks: Masks) => Promise<Scores>;
  /** Default: 'layer'. */
  readonly scope?: NonNullable<PruneOptions['scope']>;
  /** What lives at first. Default: `onesMasks(model)`. */
  readonly masks?: Masks;
  readonly onRound?: (round: PruningRound) => void;
}

/**
 * Prunes a little at a time and trains what is left after each time (Han et al. 2015, arXiv:1506.02626). The model is changed in place: its
 * pruned weights are 0 at the end.
 *
 * @returns what every round came to; the last one's masks are the model's
 * @throws InvalidOptionError for options that cannot work; whatever `fit` throws, with the model as it then was
 */
export async function pruneIteratively(
  model: LayersModel,
  data: TrainSource,
  {
    rounds,
    schedule,
    fineTune,
    scores = magnitudeScores,
    scope = 'layer',
    onRound,
    ...rest
  }: PruneIterativelyOptions,
): Promise<readonly PruningRound[]> {
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new InvalidOptionError(`rounds must be a positive integer, got ${rounds}.`);
  }
  let masks = rest.masks ?? onesMasks(model);
  const done: PruningRound[] = [];
  for (let round = 0; round < rounds; round++) {
    const part = schedule(round);
    if (part !== undefined) masks = prune(masks, await scores(model, masks), { sparsity: part, scope });
    applyMasks(model, masks);
    const history = await fit(model, data, {
      ...fineTune,
      optimizer: masked(fineTune.optimizer, model, masks),
    });
    const log = { round, sparsity: sparsity(masks), masks, history };
    done.push(log);
    onRound?.(log);
  }
  return done;
}
