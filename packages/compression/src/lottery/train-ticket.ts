import type { OptimizerRecipe } from '@gradlab/train';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors.ts';
import { applyMasks } from '../masks/apply.ts';
import type { Masks } from '../masks/mask.ts';
import { masked } from '../masks/masked.ts';
import { magnitudeScores } from '../prune/scores.ts';
import type { LotteryOptions, TicketRun } from './lottery-options.ts';
import type { LotteryState } from './lottery-state.ts';
import { holdWeights, putWeights, readWeights } from './weight-copy.ts';

/** Calls `hook` after one step of an optimizer. */
const afterStep =
  (recipe: OptimizerRecipe, step: number, hook: () => void): OptimizerRecipe =>
  () => {
    const optimizer = recipe();
    const apply = optimizer.applyGradients.bind(optimizer);
    return Object.assign(optimizer, {
      applyGradients: (gradients: Parameters<typeof apply>[0]) => {
        apply(gradients);
        if (optimizer.iterations === step) hook();
      },
    });
  };

/** One training: the whole network, a ticket or a control. The scores are those of a ticket, `held` the weights of the step to rewind to. */
export async function trainTicket<Result>(
  { train, rewind = 'init', scores = magnitudeScores }: LotteryOptions<Result>,
  make: () => LayersModel,
  { rounds: { length: round }, start }: LotteryState<Result>,
  masks: Masks,
  kind: TicketRun['kind'],
) {
  const model = make();
  let held: Tensor[] | undefined;
  const hold = () => {
    dispose(held ?? []);
    held = holdWeights(model);
  };
  const isFirst = round === 0 && kind === 'ticket';
  try {
    if (start !== undefined && kind !== 'reinit') putWeights(model, start);
    applyMasks(model, masks);
    const optimizer = (recipe: OptimizerRecipe) => {
      const own = masked(recipe, model, masks);
      return isFirst && rewind !== 'init' ? afterStep(own, rewind, hold) : own;
    };
    const startStep = start === undefined || rewind === 'init' || kind === 'reinit' ? 0 : rewind;
    const result = await train(model, { round, kind, masks, startStep, optimizer });
    if (isFirst && rewind !== 'init' && held === undefined) {
      throw new InvalidOptionError(
        `The training took no step ${rewind} to rewind to; train longer, with the optimizer that the run makes.`,
      );
    }
    return {
      result,
      scores: kind === 'ticket' ? await scores(model, masks) : undefined,
      ...(held ? { held: await readWeights(held) } : {}),
    };
  } finally {
    dispose(held ?? []);
    model.dispose();
  }
}
