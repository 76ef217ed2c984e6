import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Attack } from '../attacks/attack.ts';
import { expectClose, smoothNet, uniform } from '../test-support.ts';
import { countingModel } from './counting-model.ts';
import { describeHeavy } from './heavy.ts';

/** How to make the attack whose honesty is tested. Its ball, where it has one, should have a radius of about 0.1. */
export interface HonestCase {
  /** The attack in its usual form, small enough to run some twenty times. */
  readonly make: (options: { readonly seed: number }) => Attack;
  /** The same without random numbers, such as `randomStart: false`; absent where there is no such form. */
  readonly deterministic?: () => Attack;
  /** The attack with eps 0; absent for attacks that look for the smallest change. */
  readonly zero?: () => Attack;
  /** The targeted form; absent where there is none. */
  readonly targeted?: () => Attack;
  /** Random numbers decide: other seeds give other results. Default true. */
  readonly random?: boolean;
  /** It asks the model more than once, so that an abort on the way is seen. Default true. */
  readonly iterative?: boolean;
  /** How much results may differ between batches: rounding that grows from step to step. Default 1e-5. */
  readonly tolerance?: number;
  /** Shape of a sample of sixteen values. Default `[4, 4, 1]`. */
  readonly sample?: readonly number[];
  /** Takes seconds: on wasm alone. Default false. */
  readonly heavy?: boolean;
}

const CLASSES = 4;

/** What every attack owes its user, whatever its method: see the names of the tests. */
export function itIsAnHonestAttack(name: string, attack: HonestCase): void {
  const { make, deterministic, zero, targeted, random = true, iterative = true } = attack;
  const { tolerance = 1e-5, sample = [4, 4, 1], heavy = false } = attack;
  const net = smoothNet(16, CLASSES, 501);
  const xs = tf.keep(uniform([5, ...sample], 503));
  const labels = tf.keep(tf.cast(tf.argMax(net(xs), 1), 'int32')) as tf.Tensor1D;
  const targets = tf.keep(tf.cast(tf.argMin(net(xs), 1), 'int32')) as tf.Tensor1D;
  const head = (x: tf.Tensor, from: number, count: number) => tf.slice(x, from, count);

  describeHeavy(`${name} is honest`, heavy, () => {
    if (deterministic)
      it('treats every sample as if it were alone', async () => {
        const one = deterministic();
        const together = await one(net, xs, labels);
        for (let i = 0; i < 5; i++) {
          const alone = await one(net, head(xs, i, 1), head(labels, i, 1));
          expectClose(head(together, i, 1).dataSync(), alone.dataSync(), tolerance);
        }
      });

    it('gives the first samples the same result whether or not others follow', async () => {
      const together = await make({ seed: 7 })(net, xs, labels);
      const few = await make({ seed: 7 })(net, head(xs, 0, 2), head(labels, 0, 2));
      expectClose(head(together, 0, 2).dataSync(), few.dataSync(), tolerance);
    });

    it('is decided by its seed, to the bit', async () => {
      const craft = async (seed: number) => Array.from((await make({ seed })(net, xs, labels)).dataSync());
      const first = await craft(3);
      expect(await craft(3)).toEqual(first);
      if (random) expect(await craft(4)).not.toEqual(first);
    });

    it('keeps the shape and the bounds, and does not touch its inputs', async () => {
      const before = Array.from(xs.dataSync());
      const { adversarial, queries, gradients } = await make({ seed: 1 }).run(net, xs, labels);
      expect(adversarial.shape).toEqual(xs.shape);
      const values = Array.from(adversarial.dataSync());
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThanOrEqual(1);
      expect(Array.from(xs.dataSync())).toEqual(before);
      expect([queries.length, gradients.length]).toEqual([5, 5]);
      adversarial.dispose();
      expect(xs.isDisposed || labels.isDisposed).toBe(false);
    });

    it('counts what it asks of the model', async () => {
      const counting = countingModel(net);
      const result = await make({ seed: 1 }).run(counting, xs, labels);
      const spent = [...result.queries, ...result.gradients].reduce((sum, value) => sum + value, 0);
      // The runner predicts the clean and the adversarial samples.
      expect(counting.rows()).toBe(spent + 2 * 5);
    });

    if (zero)
      it('is the identity at eps 0', async () => {
        const adversarial = await zero()(net, xs, labels);
        expect(Array.from(adversarial.dataSync())).toEqual(Array.from(xs.dataSync()));
      });

    if (targeted)
      it('lowers the loss of the target', async () => {
        const loss = (at: tf.Tensor) => {
          const own = tf.cast(tf.oneHot(targets, CLASSES), 'float32');
          return tf.sum(tf.mul(tf.neg(tf.logSoftmax(net(at) as tf.Tensor2D)), own), 1).dataSync();
        };
        const one = targeted();
        expect(one.targeted).toBe(true);
        const before = loss(xs);
        const after = loss(await one(net, xs, targets));
        for (let i = 0; i < 5; i++) expect(after[i], `sample ${i}`).toBeLessThan(before[i] ?? 0);
      });

    it('leaks nothing: finished, broken or aborted', async () => {
      const tensors = () => tf.memory().numTensors;
      const start = tensors();
      (await make({ seed: 1 })(net, xs, labels)).dispose();
      (await make({ seed: 1 }).run(net, xs, labels)).dispose();
      expect(tensors()).toBe(start);

      const broken = countingModel((x) => (broken.calls() < 3 ? net(x) : tf.log(tf.mul(net(x), Number.NaN))));
      const failure = make({ seed: 1 }).run(broken, xs, labels);
      await expect(failure).rejects.toThrow(/not finite/);
      expect(tensors()).toBe(start);

      const throwing = countingModel((x) => {
        const logits = net(x);
        // After the forward pass, whose intermediate tensors are saved for a gradient.
        if (throwing.calls() >= 2) throw new Error('broken model');
        return logits;
      });
      await expect(make({ seed: 1 }).run(throwing, xs, labels)).rejects.toThrow('broken model');
      expect(tensors()).toBe(start);

      const controller = new AbortController();
      const aborting = countingModel(net, (call) => {
        if (call === 2) controller.abort(new Error('enough'));
      });
      const aborted = make({ seed: 1 }).run(aborting, xs, labels, { signal: controller.signal });
      if (iterative) await expect(aborted).rejects.toThrow('enough');
      else await aborted.then((result) => result.dispose());
      expect(tensors()).toBe(start);
    });
  });
}
