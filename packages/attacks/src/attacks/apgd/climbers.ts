import * as tf from '@tensorflow/tfjs-core';
import type { AttackInput } from '../attack.ts';
import { held } from '../minimum-norm/held.ts';
import { putSamples, rowsWhere, takeSamples, whereSamples } from '../per-sample.ts';
import type { Ground } from './ground.ts';
import { epsOf, type Memory, type Place } from './rule.ts';

/** Where each of N samples ended. The caller disposes `points`. */
export interface Climbed {
  /** The point where the sample reached the goal and left, else the one with the highest loss: `[N, ...]`. */
  readonly points: tf.Tensor;
  /** The sample reached the goal and left. */
  readonly reached: readonly boolean[];
  /** The highest loss. */
  readonly losses: readonly number[];
}

/** The samples that are under way in a run of APGD, with all that is known about them. */
export interface Climbers {
  readonly underWay: number;
  place(): Place;
  /** Takes `next`, the new points, over. */
  move(next: tf.Tensor): void;
  /** Takes the ground at the new points over. */
  learn(ground: Ground): void;
  /** Sends samples to their best points. */
  goBack(flags: readonly boolean[]): void;
  /** These samples leave from where they are: they reached the goal. */
  leave(flags: readonly boolean[]): void;
  /** The others leave from their best points. */
  finish(): Climbed;
  dispose(): void;
}

/** @param stride Length of the first steps, as a multiple of eps. Takes `first`, the ground at `start`, over. */
export function climbers(input: AttackInput, start: tf.Tensor, first: Ground, stride: number): Climbers {
  const samples = input.xs.shape[0] ?? 0;
  const everyone = Array.from({ length: samples }, (_, sample) => sample);
  const points = held(everyone, () => ({ ends: tf.clone(start) }));
  const state = held(everyone, () => ({
    xs: tf.clone(input.xs),
    labels: tf.clone(input.labels),
    at: tf.clone(start),
    previous: tf.clone(start),
    best: tf.clone(start),
    gradient: tf.clone(first.gradient),
    bestGradient: tf.clone(first.gradient),
  }));
  first.gradient.dispose();
  let memory = everyone.map((sample) =>
    begin(first.losses[sample] ?? Number.NaN, stride * epsOf(input, sample)),
  );
  const reached = everyone.map(() => false);
  const losses = everyone.map(() => Number.NEGATIVE_INFINITY);

  /** Writes down where the samples at these positions end. */
  const end = (positions: readonly number[], from: tf.Tensor) => {
    const rows = positions.map((position) => state.rows[position] ?? 0);
    points.update(({ ends }) => ({ ends: putSamples(ends, rows, takeSamples(from, positions)) }));
    for (const [index, row] of rows.entries())
      losses[row] = memory[positions[index] ?? 0]?.best ?? Number.NaN;
    return rows;
  };

  return {
    get underWay() {
      return memory.length;
    },
    place() {
      const { xs, labels, ...now } = state.now;
      const { rows } = state;
      const threat = input.threat.select(rows);
      return {
        ...now,
        memory,
        input: { ...input, xs, labels, threat, rows: rows.map((row) => input.rows?.[row] ?? row) },
      };
    },
    move(next) {
      state.update(({ at }) => ({ previous: tf.clone(at), at: next }));
    },
    learn({ gradient, losses: now }) {
      const higher = memory.map((sample, position) => advance(sample, now[position] ?? Number.NaN));
      state.update(({ at, best, bestGradient }) => ({
        gradient,
        best: whereSamples(higher, at, best),
        bestGradient: whereSamples(higher, gradient, bestGradient),
      }));
    },
    goBack(flags) {
      if (!flags.includes(true)) return;
      state.update(({ at, best, gradient, bestGradient }) => ({
        at: whereSamples(flags, best, at),
        gradient: whereSamples(flags, bestGradient, gradient),
      }));
    },
    leave(flags) {
      const leaving = rowsWhere(flags);
      if (leaving.length === 0) return;
      for (const row of end(leaving, state.now.at)) reached[row] = true;
      const staying = rowsWhere(flags.map((flag) => !flag));
      if (staying.length > 0) state.narrow(staying);
      memory = staying.map((position) => memory[position] as Memory);
    },
    finish() {
      if (memory.length > 0) end([...memory.keys()], state.now.best);
      return { points: tf.clone(points.now.ends), reached, losses };
    },
    dispose() {
      state.dispose();
      points.dispose();
    },
  };
}

function begin(loss: number, step: number): Memory {
  return {
    step,
    loss,
    best: loss,
    bestBefore: loss,
    increases: 0,
    // The first checkpoint has no earlier step size to compare with.
    halvedBefore: true,
    changed: 0,
    share: 0,
  };
}

/** @returns Whether this is the highest loss so far. */
function advance(memory: Memory, loss: number): boolean {
  if (loss > memory.loss) memory.increases++;
  memory.loss = loss;
  if (!(loss > memory.best)) return false;
  memory.best = loss;
  return true;
}
