import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { labelsOf, uniform } from '../test-support.ts';
import { countingModel } from '../testing/counting-model.ts';
import { l1 } from '../threats/l1.ts';
import { autoAttack } from './auto-attack.ts';

/** Logits `(9, ...others)` that fall with the sum of the inputs: class 0 everywhere in the bounds. */
const safe = (classes: number) => (xs: tf.Tensor) =>
  tf.tidy(() => {
    const sum = tf.sum(tf.reshape(xs, [xs.shape[0] ?? 0, -1]), 1, true);
    const others = Array.from({ length: classes - 1 }, (_, k) => tf.sub(tf.mul(sum, 0.01 * k), k));
    return tf.concat([tf.add(tf.mul(sum, -0.01), 9), ...others], 1);
  });

// Counts do not depend on the backend, and take thousands of calls.
describe.runIf(tf.getBackend() === 'cpu')('the iterations of autoAttack', () => {
  it('runs its standard version to the last iteration on a model that cannot be fooled', async () => {
    const model = countingModel(safe(12));
    const result = await autoAttack({ eps: 0.1 }).run(model, uniform([1, 2, 2, 1], 11), labelsOf(0));
    expect(result.stages).toEqual([
      { id: 'apgd-ce', attacked: 1, broken: 0 },
      { id: 'apgd-t', attacked: 1, broken: 0 },
      { id: 'fab-t', attacked: 1, broken: 0 },
      { id: 'square', attacked: 1, broken: 0 },
    ]);
    // APGD has a gradient at the start and after each of 100 steps; FAB has one and a query in each of 100 steps.
    const gradients = 101 + 9 * 101 + 9 * 100;
    expect([...result.gradients]).toEqual([gradients]);
    // Each attack predicts twice around its own queries: APGD-T ranks the classes, FAB looks at the clean sample, Square has 5000.
    const queries = 1 + 2 + (1 + 2) + (9 * 100 + 1 + 2) + (5000 + 2);
    expect([...result.queries]).toEqual([queries]);
    expect(model.rows()).toBe(gradients + queries + 2);
    result.dispose();
  });

  it('has a target for each other class where there are fewer than ten', async () => {
    const custom = { attacks: ['apgd-t', 'fab-t'] } as const;
    const attack = autoAttack({ eps: 0.1, version: 'custom', custom });
    const { gradients } = await attack.run(safe(4), uniform([1, 4], 11), labelsOf(0));
    expect([...gradients]).toEqual([3 * 101 + 3 * 100]);
  });

  it('averages 20 gradients a point in its rand version', async () => {
    const attack = autoAttack({ eps: 0.1, version: 'rand' });
    const { stages, gradients } = await attack.run(safe(3), uniform([1, 4], 11), labelsOf(0));
    expect(stages.map(({ id }) => id)).toEqual(['apgd-ce', 'apgd-dlr']);
    expect([...gradients]).toEqual([2 * 101 * 20]);
  });

  it('restarts and spares targets in L1 as its authors do', async () => {
    const attack = autoAttack({ eps: 0.1, version: 'custom', threat: l1, custom: { steps: 10 } });
    const { stages, gradients } = await attack.run(safe(12), uniform([1, 4], 11), labelsOf(0));
    expect(stages.map(({ id }) => id)).toEqual(['apgd-ce', 'apgd-t', 'fab-t']);
    // Three balls, each with a gradient at its start.
    expect([...gradients]).toEqual([5 * 13 + 5 * 13 + 9 * 10]);
  });
});
