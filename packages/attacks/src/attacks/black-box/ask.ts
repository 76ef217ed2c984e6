import * as tf from '@tensorflow/tfjs-core';
import { clipToBounds } from '../../classifier/bounds.ts';
import { ModelOutputError } from '../../errors.ts';
import type { AttackInput } from '../attack.ts';
import type { Sample } from './search.ts';

/** Rows that go through the model at once, however small the batch is. */
const SMALLEST_CHUNK = 32;

/** A point near a sample, flat. */
export interface Candidate {
  readonly sample: Sample;
  readonly values: Float32Array;
}

export interface Asker {
  /** Candidates in the threat model's ball and in the bounds, `[candidates, ...]`. */
  admitted(candidates: readonly Candidate[]): tf.Tensor;
  /**
   * The logits of each candidate, admitted.
   * @throws ModelOutputError when one is not finite.
   */
  ask(candidates: readonly Candidate[]): Promise<Float32Array[]>;
}

/** Puts candidates to the model, no more at once than the batch has samples (or 32). */
export function asker({ classifier, xs, threat }: AttackInput, samples: readonly Sample[]): Asker {
  const shape = xs.shape.slice(1);
  const chunk = Math.max(samples.length, SMALLEST_CHUNK);

  const admitted = (candidates: readonly Candidate[]) =>
    tf.tidy(() => {
      const rows = [candidates.length, ...shape];
      const clean = tf.tensor(flat(candidates.map(({ sample }) => sample.clean)), rows, 'float32');
      const wanted = tf.tensor(flat(candidates.map(({ values }) => values)), rows, 'float32');
      const allowed = threat.select(candidates.map(({ sample }) => sample.index));
      return clipToBounds(tf.add(clean, allowed.project(tf.sub(wanted, clean))), classifier.bounds);
    });

  const askChunk = async (candidates: readonly Candidate[]) => {
    const logits = tf.tidy(() => classifier.logits(admitted(candidates)));
    try {
      return rowsOf(await logits.data(), logits.shape[1], candidates);
    } finally {
      logits.dispose();
    }
  };

  const ask = async (candidates: readonly Candidate[]) => {
    const answers: Float32Array[] = [];
    for (let from = 0; from < candidates.length; from += chunk) {
      answers.push(...(await askChunk(candidates.slice(from, from + chunk))));
    }
    return answers;
  };

  return { admitted, ask };
}

function flat(rows: readonly Float32Array[]): Float32Array {
  const size = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) values.set(row, i * size);
  return values;
}

function rowsOf(
  values: ArrayLike<number>,
  classes: number,
  candidates: readonly Candidate[],
): Float32Array[] {
  return candidates.map(({ sample }, i) => {
    const row = Float32Array.from({ length: classes }, (_, k) => values[i * classes + k] ?? Number.NaN);
    if (row.every(Number.isFinite)) return row;
    throw new ModelOutputError(
      `the model returns logits that are not finite near sample ${sample.index}: [${[...row.slice(0, 4)].join(', ')}${classes > 4 ? ', ...' : ''}]`,
    );
  });
}
