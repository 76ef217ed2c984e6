import type { Masks } from '../masks/mask.ts';
import { sparsity } from '../masks/measure.ts';
import { onesMasks } from '../masks/ones.ts';
import { checkSparsity, prune } from '../prune/prune.ts';
import { randomScores, type Scores } from '../prune/scores.ts';
import { checkLottery, type LotteryOptions, type LotteryRound } from './lottery-options.ts';
import { type LotteryState, readState, writeState } from './lottery-state.ts';
import { trainTicket } from './train-ticket.ts';

/** As many living weights of each tensor as under the masks, elsewhere. */
export const shuffledMasks = (masks: Masks, within: Masks, seed: number): Masks => {
  const scores = randomScores(within, seed);
  const sparsities = new Map([...masks].map(([path, mask]) => [path, sparsity(new Map([[path, mask]]))]));
  return prune(within, scores, { sparsity: (path) => sparsities.get(path) ?? 0 });
};

/** The controls of a round that are wanted. */
async function controls<Result>(options: LotteryOptions<Result>, state: LotteryState<Result>, first: Masks) {
  const { makeModel, reinit, randomMaskSeed, controlRounds = () => true } = options;
  const { length: round } = state.rounds;
  if (round === 0 || !controlRounds(round)) return {};
  const found: { reinit?: Result; randomMasks?: Result } = {};
  if (reinit !== undefined) {
    options.signal?.throwIfAborted();
    const make = () => reinit(round);
    found.reinit = (await trainTicket(options, make, state, state.masks, 'reinit')).result;
  }
  if (randomMaskSeed !== undefined) {
    options.signal?.throwIfAborted();
    const masks = shuffledMasks(state.masks, first, randomMaskSeed + round);
    found.randomMasks = (await trainTicket(options, makeModel, state, masks, 'randomMasks')).result;
  }
  return found;
}

/**
 * Searches a winning ticket by iterative magnitude pruning (Frankle and Carbin 2019, arXiv:1803.03635): trains, prunes the weights that became
 * smallest, sets the others back to where they began, and trains again; beside it, where wanted, the paper's controls.
 *
 * ```ts
 * const rounds = await lotteryTicket({
 *   makeModel: () => lenet300100({ seed }),
 *   train: async (model, run) => fit(model, data, { optimizer: run.optimizer(adam(1.2e-3)), epochs: 5, validation }),
 *   rates: (path) => (path === 'logits/kernel' ? 0.1 : 0.2),
 *   rounds: 15,
 *   reinit: (round) => lenet300100({ seed: 1000 + round }),
 * });
 * ```
 *
 * @returns `rounds + 1` rounds; the first is the whole network. With `store`, finished rounds are not trained again.
 * @throws InvalidOptionError for options that cannot work; CompressionError where the store holds something else
 */
export async function lotteryTicket<Result>(
  options: LotteryOptions<Result>,
): Promise<readonly LotteryRound<Result>[]> {
  checkLottery(options);
  const { makeModel, rates, rounds, rewind = 'init', store, onRound } = options;
  const probe = makeModel();
  const first = options.masks ?? onesMasks(probe);
  probe.dispose();
  const rateOf = (path: string) => (typeof rates === 'number' ? rates : rates(path));
  const all = [...first.keys()].map((path) => checkSparsity(`rates of ${path}`, rateOf(path)));
  const settings = `rewind ${rewind}, rates ${all.join(' ')}`;
  let state = (await readState<Result>(store, settings)) ?? { rounds: [], masks: first };
  while (state.rounds.length <= rounds) {
    options.signal?.throwIfAborted();
    const { masks } = state;
    const { result, scores, held } = await trainTicket(options, makeModel, state, masks, 'ticket');
    const round: LotteryRound<Result> = {
      ...{ round: state.rounds.length, density: 1 - sparsity(masks), masks, ticket: result },
      ...(await controls(options, state, first)),
    };
    state = {
      ...state,
      ...(held ? { start: held } : {}),
      rounds: [...state.rounds, round],
      masks: prune(masks, scores as Scores, { sparsity: rates, of: 'alive' }),
    };
    await writeState(store, settings, state);
    onRound?.(round);
  }
  return state.rounds;
}
