import type * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../../losses/loss.ts';
import type { AttackInput } from '../attack.ts';
import { breather } from '../breathe.ts';
import type { Ledger } from '../cost.ts';
import { type Climbed, climbers } from './climbers.ts';
import { lookAround } from './ground.ts';
import type { Rule } from './rule.ts';

export interface ClimbOptions {
  readonly rule: Rule;
  readonly loss: Loss;
  readonly steps: number;
  /** Gradients averaged at each point. */
  readonly eot: number;
  /** A sample leaves at once where it reaches the goal. */
  readonly earlyStop: boolean;
  readonly cost: Ledger;
}

/**
 * One run of APGD: `steps` steps from `start`, `[N, ...]` in the ball and the bounds. A gradient at the start, and one after
 * each step.
 * @throws GradientError, ZeroGradientError as `checkGradient` does.
 */
export async function climb(
  input: AttackInput,
  start: tf.Tensor,
  { rule, loss, steps, eot, earlyStop, cost }: ClimbOptions,
): Promise<Climbed & { readonly zeroGradient: readonly boolean[] }> {
  const look = (part: AttackInput, at: tf.Tensor) => {
    cost.gradient(part.rows, eot);
    return lookAround(part, at, loss, eot);
  };
  // Only the first gradients of a whole batch say that there is nothing to climb; later ones may well be 0.
  const later = { ...input, options: { ...input.options, allZeroGradient: 'report' as const } };
  const checkpoints = [0, ...rule.checkpoints(steps)];
  const breathe = breather();
  const first = await look(input, start);
  const group = climbers(later, start, first, rule.stride);
  try {
    if (earlyStop) group.leave(first.reached);
    if (group.underWay > 0) await rule.begin(group.place());
    for (let step = 1; group.underWay > 0 && step <= steps; step++) {
      input.options.signal?.throwIfAborted();
      group.move(await rule.next(group.place(), step === 1));
      const { input: part, at } = group.place();
      const ground = await look(part, at);
      group.learn(ground);
      if (earlyStop) group.leave(ground.reached);
      const checkpoint = checkpoints.indexOf(step);
      if (group.underWay > 0 && checkpoint > 0) {
        const interval = step - (checkpoints[checkpoint - 1] ?? 0);
        group.goBack(await rule.adapt(group.place(), interval));
      }
      await breathe();
    }
    return { ...group.finish(), zeroGradient: first.zeroGradient };
  } finally {
    group.dispose();
  }
}
