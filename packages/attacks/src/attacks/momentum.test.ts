import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { expectClose, expectNoLeak, labelsOf } from '../test-support.ts';
import { linf } from '../threats/linf.ts';
import type { AttackInput } from './attack.ts';
import type { Guide } from './climb.ts';
import { withMomentum, withTunedVariance } from './momentum.ts';
import type { Outlook } from './outlook.ts';

const xs = tf.tensor2d([[0.5, 0.5]]);
const input: AttackInput = {
  classifier: classifier((x) => x),
  xs,
  labels: labelsOf(0),
  threat: linf(0.4),
  targeted: false,
  options: {},
};

/** An outlook that shows these gradients, one after another, and notes from where they were looked at. */
function scripted(gradients: readonly number[][], seenFrom: number[][] = []): Outlook {
  let call = 0;
  return async (_, at) => {
    seenFrom.push([...at.dataSync()]);
    const gradient = tf.tensor2d([gradients[call++] ?? [0, 0]]);
    return { gradient, logits: tf.zeros([1, 2]), losses: tf.zeros([1]), zeroGradient: [false] };
  };
}

/** The directions of the first steps, with the position unchanged. */
async function directions(guide: Guide, steps: number): Promise<number[][]> {
  const found: number[][] = [];
  let memory: readonly tf.Tensor[] = [];
  for (let step = 0; step < steps; step++) {
    const bearing = await guide({ input, current: xs, memory, alpha: 0.1, step });
    tf.dispose([...memory]);
    memory = bearing.memory;
    found.push([...bearing.gradient.dataSync()]);
    tf.dispose([bearing.gradient, bearing.logits]);
  }
  tf.dispose([...memory]);
  return found;
}

describe('momentum', () => {
  const gradients = [
    [1, -0.1],
    [-0.5, 0.2],
  ];

  it('accumulates gradients by their size, not by their sign', async () => {
    const [first, second] = await directions(withMomentum(scripted(gradients), { decay: 1 }), 2);
    // Of norm 1 the second is (0.1948052, 0.1948052); means of two values are half of that.
    expectClose(first ?? [], [2 / 1.1, -0.2 / 1.1]);
    expectClose(second ?? [], [2 * 0.1948052, 2 * 0.1948052]);
  });

  it('forgets with decay, at once where it is 0', async () => {
    const [, half] = await directions(withMomentum(scripted(gradients), { decay: 0.5 }), 2);
    expectClose(half ?? [], [1 / 1.1 - 1 / 0.7, -0.1 / 1.1 + 0.4 / 0.7]);
    const [, none] = await directions(withMomentum(scripted(gradients), { decay: 0 }), 2);
    expectClose(none ?? [], [-1 / 0.7, 0.4 / 0.7]);
  });

  it('looks ahead by a step along what it has accumulated', async () => {
    const from: number[][] = [];
    await directions(withMomentum(scripted(gradients, from), { decay: 0.5, lookAhead: true }), 2);
    expectClose(from[0] ?? [], [0.5, 0.5]);
    // 0.1 times 0.5 times (2, -0.2) / 1.1.
    expectClose(from[1] ?? [], [0.5 + 0.1 / 1.1, 0.5 - 0.01 / 1.1]);
  });

  it('keeps a gradient of 0, and of 1e-30, as they are', async () => {
    const small = [
      [0, 0],
      [1e-30, -3e-30],
    ];
    const [zero, tiny] = await directions(withMomentum(scripted(small), { decay: 1 }), 2);
    expect(zero).toEqual([0, 0]);
    expectClose(tiny ?? [], [0.5, -1.5]);
  });

  it('leaks nothing', async () => {
    await expectNoLeak(async () => {
      await directions(withMomentum(scripted(gradients), { decay: 1, lookAhead: true }), 3);
      return [];
    });
  });
});

describe('tuned variance', () => {
  const tuned = (outlook: Outlook) =>
    withTunedVariance(outlook, { decay: 1, neighbours: 2, beta: 1.5, seed: 3 });

  it('adds how the last neighbours differed from the last gradient', async () => {
    const script = [
      [1, 1],
      [3, 0],
      [1, 0],
      [2, 2],
    ];
    // Neighbours' mean (2, 0) less (1, 1) is (1, -1): the second step takes (3, 1), of mean 2.
    const [first, second] = await directions(tuned(scripted(script)), 2);
    expectClose(first ?? [], [1, 1]);
    expectClose(second ?? [], [1 + 3 / 2, 1 + 1 / 2]);
  });

  it('looks at points within beta eps, others in each step', async () => {
    const from: number[][] = [];
    await directions(tuned(scripted([], from)), 2);
    expect(from).toHaveLength(6);
    expect([from[0], from[3]]).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    const around = [1, 2, 4, 5].map((i) => from[i] ?? []);
    for (const value of around.flat()) expect(Math.abs(value - 0.5)).toBeLessThanOrEqual(0.6 + 1e-6);
    expect(new Set(around.map(String)).size).toBe(4);
  });

  it('leaks nothing, also when a neighbour breaks', async () => {
    await expectNoLeak(async () => {
      await directions(tuned(scripted([[1, 1]])), 2);
      return [];
    });
    let call = 0;
    const fine = scripted([]);
    const breaking: Outlook = async (...args) => {
      if (++call === 3) throw new Error('broken');
      return fine(...args);
    };
    await expectNoLeak(async () => {
      await expect(directions(tuned(breaking), 1)).rejects.toThrow('broken');
      return [];
    });
  });
});
