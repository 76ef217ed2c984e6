import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, InvalidOptionError, ModelOutputError } from '../errors.ts';
import { expectClose, expectNoLeak, smoothNet, uniform } from '../test-support.ts';
import { repeatedVotes } from './repeated-votes.ts';

/** A model that gives one sample these logits, one row a call, and then the same again. */
function answering(...rows: number[][]) {
  let call = 0;
  return (xs: tf.Tensor) => tf.tile(tf.tensor2d([rows[call++ % rows.length]!]), [xs.shape[0] ?? 0, 1]);
}
/** Logits whose softmax is p. */
const logits = (...p: number[]) => p.map(Math.log);

describe('repeatedVotes', () => {
  const one = tf.tensor2d([[0.5]]);

  it('counts what is named and averages probabilities; the rules may differ', async () => {
    // Two hesitant answers for class 0, one sure one for class 1.
    const model = () => answering(logits(0.5, 0.3, 0.2), logits(0.6, 0.3, 0.1), logits(0.04, 0.95, 0.01));
    const majority = await repeatedVotes(model(), one, { votes: 3 });
    expect([...majority.classes]).toEqual([0]);
    expect(majority.counts.map((row) => [...row])).toEqual([[2, 1, 0]]);
    expectClose(majority.probabilities[0]!, [0.38, 1.55 / 3, 0.31 / 3]);
    expectClose(majority.agreement, [2 / 3]);
    const mean = await repeatedVotes(model(), one, { votes: 3, rule: 'mean' });
    expect([...mean.classes]).toEqual([1]);
    expectClose(mean.agreement, [1 / 3]);
  });

  it('is the posterior predictive of two margins', async () => {
    const votes = await repeatedVotes(answering([0, 2], [0, -2]), one, { votes: 2, rule: 'mean' });
    // sigma(2) and sigma(-2) are .8807971 and .1192029.
    expectClose(votes.probabilities[0]!, [0.5, 0.5]);
    const single = await repeatedVotes(answering([0, 2]), one, { votes: 1 });
    expectClose(single.probabilities[0]!, [0.1192029, 0.8807971], 1e-7);
  });

  it('decides between equally many votes by their probabilities', async () => {
    const votes = await repeatedVotes(answering(logits(0.6, 0.4), logits(0.1, 0.9)), one, { votes: 2 });
    expect(votes.counts.map((row) => [...row])).toEqual([[1, 1]]);
    expect([...votes.classes]).toEqual([1]);
  });

  it('agrees with itself where the model is not random, also for large logits', async () => {
    const net = smoothNet(6, 4, 601);
    const xs = uniform([5, 6], 603);
    const { classes, agreement } = await repeatedVotes((x) => tf.mul(net(x), 500), xs, { votes: 3 });
    expect([...classes]).toEqual([...tf.argMax(net(xs), 1).dataSync()]);
    expect([...agreement]).toEqual([1, 1, 1, 1, 1]);
  });

  it('leaks nothing, also where the model fails, and stops at an abort', async () => {
    const net = smoothNet(6, 4, 605);
    const xs = uniform([2, 6], 607);
    await expectNoLeak(async () => {
      await repeatedVotes(net, xs);
      await expect(repeatedVotes((x) => tf.mul(net(x), Number.NaN), xs)).rejects.toThrow(ModelOutputError);
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(repeatedVotes(net, xs, { signal })).rejects.toThrow('enough');
      return [];
    });
  });

  it('refuses what is out of range', async () => {
    const net = smoothNet(1, 2, 609);
    await expect(repeatedVotes(net, one, { votes: 0 })).rejects.toThrow(/votes must be a positive integer/);
    await expect(repeatedVotes(net, one, { rule: 'loudest' as 'mean' })).rejects.toThrow(InvalidOptionError);
    await expect(repeatedVotes(net, tf.tensor2d([[2]]))).rejects.toThrow(InvalidInputError);
  });
});
