import type * as tf from '@tensorflow/tfjs-core';
import type { AttackInput } from './attack.ts';
import { takeSamples } from './per-sample.ts';

/**
 * The same attack on these samples alone, by their places in `input`: for samples that are still to be solved. Radii, masks,
 * random streams and losses stay each sample's own. The caller disposes `xs` and `labels` of the result.
 */
export function selectInput(input: AttackInput, rows: readonly number[]): AttackInput {
  return {
    ...input,
    xs: takeSamples(input.xs, rows),
    labels: takeSamples<tf.Tensor1D>(input.labels, rows),
    threat: input.threat.select(rows),
    rows: rows.map((row) => input.rows?.[row] ?? row),
  };
}
