import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../classifier/bounds.ts';
import { type Eps, radius, selectEps } from '../threats/radius.ts';
import type { AttackInput } from './attack.ts';
import { breather } from './breathe.ts';
import type { Ledger } from './cost.ts';
import { meetsGoal } from './goal.ts';
import { putSamples, rowsWhere, takeSamples, whereSamples } from './per-sample.ts';
import { selectInput } from './select-input.ts';

/** Where a group of samples stands between two steps. */
export interface Position {
  readonly input: AttackInput;
  /** Shaped like the samples. */
  readonly current: tf.Tensor;
  /** What the attack remembers of each sample, such as its momentum: tensors like the samples. Empty before the first step. */
  readonly memory: readonly tf.Tensor[];
  /** Length of the step. */
  readonly alpha: Eps;
  /** Counted from 0. */
  readonly step: number;
}

/** Where to go next. Its tensors are new ones; `climb` disposes them. */
export interface Bearing {
  /** The step goes in the threat model's steepest direction for this gradient, `[N, ...]`. */
  readonly gradient: tf.Tensor;
  readonly memory: readonly tf.Tensor[];
  /** The model's answer at the present point, `[N, K]`. */
  readonly logits: tf.Tensor2D;
  readonly zeroGradient: readonly boolean[];
}

/** Looks around at a position: the one thing in which the attacks by gradient ascent differ. */
export type Guide = (position: Position) => Promise<Bearing>;

export interface ClimbPlan {
  readonly steps: number;
  readonly alpha: Eps;
  /** Where to start: a new tensor like the samples, within the ball and the bounds. */
  readonly start: (input: AttackInput) => tf.Tensor;
  readonly guide: Guide;
  /** Gradients that one look around takes. Default 1. */
  readonly gradientsPerStep?: number;
  /** Samples that have met the goal stay where they are and leave the batch. Default false. */
  readonly earlyStop?: boolean;
}

/** The end of a climb. The caller disposes `current`. */
export interface Climbed {
  readonly current: tf.Tensor;
  readonly zeroGradient: readonly boolean[];
}

/** The samples that are still under way, with their places in the input. */
interface Group {
  readonly input: AttackInput;
  readonly places: readonly number[];
  readonly current: tf.Tensor;
  readonly memory: readonly tf.Tensor[];
}

/**
 * Gradient ascent in a ball: from the start `steps` times a step of length `alpha` in the steepest direction, then back to
 * the nearest point of the ball and into the bounds.
 */
export async function climb(input: AttackInput, spent: Ledger, plan: ClimbPlan): Promise<Climbed> {
  const breathe = breather();
  const places = Array.from({ length: input.xs.shape[0] ?? 0 }, (_, place) => place);
  const tensorsOf = (of: Group) => [
    of.current,
    ...of.memory,
    ...(of.input.xs === input.xs ? [] : [of.input.xs, of.input.labels]),
  ];
  let group: Group = { input, places, current: plan.start(input), memory: [] };
  let settled: tf.Tensor | undefined;
  let zeroGradient: readonly boolean[] | undefined;
  const move = (next: Group) => {
    const kept = new Set(tensorsOf(next));
    tf.dispose(tensorsOf(group).filter((tensor) => !kept.has(tensor)));
    group = next;
  };
  const settle = () => {
    const before = settled;
    settled = putSamples(before ?? input.xs, group.places, group.current);
    before?.dispose();
  };
  try {
    for (let step = 0; step < plan.steps; step++) {
      input.options.signal?.throwIfAborted();
      const alpha = selectEps(plan.alpha, group.places);
      const bearing = await plan.guide({ ...group, input: afterFirst(group.input, step), alpha, step });
      try {
        spent.gradient(group.input.rows, plan.gradientsPerStep);
        zeroGradient ??= bearing.zeroGradient;
        const solved = plan.earlyStop ? await meetsGoal(group.input, bearing.logits) : [];
        move({ ...group, current: stepFrom(group, bearing, alpha, solved), memory: bearing.memory });
        if (solved.length > 0 && !solved.includes(false)) break;
        if (solved.includes(true)) {
          settle();
          move(remaining(group, rowsWhere(solved.map((hit) => !hit))));
        }
      } catch (error) {
        tf.dispose([...bearing.memory]);
        throw error;
      } finally {
        tf.dispose([bearing.gradient, bearing.logits]);
      }
      await breathe();
    }
    if (settled === undefined) settled = tf.clone(group.current);
    else settle();
    return { current: settled, zeroGradient: zeroGradient ?? [] };
  } catch (error) {
    settled?.dispose();
    throw error;
  } finally {
    tf.dispose(tensorsOf(group));
  }
}

// Without a gradient a sample does not move, so a batch that is dead is so in the first step; single ones may die later.
function afterFirst(input: AttackInput, step: number): AttackInput {
  return step === 0 ? input : { ...input, options: { ...input.options, allZeroGradient: 'report' } };
}

function stepFrom(
  { input, current }: Group,
  { gradient }: Bearing,
  alpha: Eps,
  solved: readonly boolean[],
): tf.Tensor {
  const { xs, threat, classifier } = input;
  return tf.tidy(() => {
    const step = tf.mul(threat.steepest(gradient), radius(alpha, xs));
    const delta = threat.project(tf.sub(tf.add(current, step), xs));
    // Clean samples lie in the bounds, so clipping only brings them nearer: both constraints hold.
    const next = clipToBounds(tf.add(xs, delta), classifier.bounds);
    return solved.includes(true) ? whereSamples(solved, current, next) : next;
  });
}

function remaining({ input, places, current, memory }: Group, open: readonly number[]): Group {
  return {
    input: selectInput(input, open),
    places: open.map((row) => places[row] ?? row),
    current: takeSamples(current, open),
    memory: memory.map((tensor) => takeSamples(tensor, open)),
  };
}
