import type { CheckpointStore, OptimizerRecipe } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import type { Masks } from '../masks/mask.ts';
import { checkSparsity } from '../prune/prune.ts';
import type { Scores } from '../prune/scores.ts';

/** One training of the search, as `train` sees it. */
export interface TicketRun {
  /** 0 is the whole network. */
  readonly round: number;
  /** The ticket, or a control: its masks on new weights, or other masks on its weights. */
  readonly kind: 'ticket' | 'reinit' | 'randomMasks';
  readonly masks: Masks;
  /** Steps that the weights it starts from have behind them. */
  readonly startStep: number;
  /** Makes the optimizer one under which pruned weights stay 0. Train with nothing else. */
  readonly optimizer: (recipe: OptimizerRecipe) => OptimizerRecipe;
}

export interface LotteryOptions<Result> {
  /** The network with its initial weights: the same ones at every call. */
  readonly makeModel: () => LayersModel;
  /** Trains a network and says what came of it, as plain JSON. */
  readonly train: (model: LayersModel, run: TicketRun) => Promise<Result>;
  /** Times that is pruned after a training. A positive integer. */
  readonly rounds: number;
  /** Part of its living weights that a tensor loses in each round, by its path, in [0, 1). The paper's: 0.2, and 0.1 of the last layer's. */
  readonly rates: number | ((path: string) => number);
  /** What lives at first. Default: `onesMasks(model)`. */
  readonly masks?: Masks;
  /** What prunes the trained network. Default: `magnitudeScores`, the paper's. */
  readonly scores?: (model: LayersModel, masks: Masks) => Promise<Scores>;
  /**
   * The weights every round starts from: the initial ones, or those of the whole network after so many steps (Frankle et al. 2019,
   * arXiv:1903.01611), which deep networks need. Default: 'init'.
   */
  readonly rewind?: 'init' | number;
  /** Control: a network with other initial weights for a round, trained under the ticket's masks. Default: none. */
  readonly reinit?: (round: number) => LayersModel;
  /** Control: seed of masks that prune as many weights of each tensor at random, on the ticket's weights. Default: none. */
  readonly randomMaskSeed?: number;
  /** The rounds that controls are trained for. Default: all but the first. */
  readonly controlRounds?: (round: number) => boolean;
  /** Where finished rounds are kept; a search goes on from there. Default: nowhere. */
  readonly store?: CheckpointStore;
  readonly onRound?: (round: LotteryRound<Result>) => void;
  /** Stops before the next training. */
  readonly signal?: AbortSignal;
}

/** What a round came to. */
export interface LotteryRound<Result> {
  readonly round: number;
  /** Part of the masked weights that lives. */
  readonly density: number;
  readonly masks: Masks;
  readonly ticket: Result;
  readonly reinit?: Result;
  readonly randomMasks?: Result;
}

/** @throws InvalidOptionError for options that cannot work */
export function checkLottery<Result>({ rounds, rates, rewind = 'init' }: LotteryOptions<Result>): void {
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new InvalidOptionError(`rounds must be a positive integer, got ${rounds}.`);
  }
  if (typeof rates === 'number') checkSparsity('rates', rates);
  if (rewind !== 'init' && !(Number.isSafeInteger(rewind) && rewind >= 1)) {
    throw new InvalidOptionError(`rewind must be 'init' or a positive number of steps, got ${rewind}.`);
  }
}
