import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Attack } from '../attacks/attack.ts';
import { classifier } from '../classifier/classifier.ts';
import { InvalidInputError, InvalidOptionError } from '../errors.ts';
import { expectNoLeak, labelsOf, logistic } from '../test-support.ts';

/** How to make a decision-based attack that has about 300 queries. */
export type MakeDecisionBased = (options: {
  readonly start?: tf.Tensor;
  readonly queries?: number;
  readonly targeted?: boolean;
}) => Attack;

/** What decision-based attacks owe: an adversarial start of theirs or of the user's, and truth where there is none. */
export function itStartsSomewhere(name: string, make: MakeDecisionBased): void {
  const model = logistic([1, 1], -1);
  const xs = tf.keep(
    tf.tensor2d([
      [0.7, 0.7],
      [0.2, 0.3],
    ]),
  );
  const labels = tf.keep(labelsOf(1, 0));

  describe(`${name} starts somewhere`, () => {
    it('comes nearer to the clean sample than its start', async () => {
      const start = tf.tensor2d([
        [0, 0.1],
        [1, 0.8],
      ]);
      const { success, distances } = await make({ start }).run(model, xs, labels);
      expect(success).toEqual([true, true]);
      // The planes are 0.4 and 0.5 away in L1, the starts more than 1.
      for (const distance of distances.l2) expect(distance).toBeLessThan(0.5);
    });

    it('leaves a sample that is adversarial already as it is, for one query', async () => {
      const { queries, distances, alreadyMisclassified, success } = await make({}).run(
        model,
        xs,
        labelsOf(0, 0),
      );
      expect(alreadyMisclassified).toEqual([true, false]);
      expect(success).toEqual([false, true]);
      expect(queries[0]).toBe(1);
      expect(distances.linf[0]).toBe(0);
    });

    it('leaves a sample alone for which no noise is adversarial, and says so', async () => {
      const never = (x: tf.Tensor) => tf.add(model(x), tf.tensor2d([[0, 9]]));
      const one = make({ queries: 2000 });
      const { success, distances, queries } = await one.run(never, xs, labelsOf(1, 1));
      expect(success).toEqual([false, false]);
      expect([...distances.linf]).toEqual([0, 0]);
      // Itself, and 1000 images of noise.
      expect([...queries]).toEqual([1001, 1001]);
    });

    it('goes to the class that is asked for', async () => {
      const attack = make({ targeted: true });
      expect(attack.targeted).toBe(true);
      const { adversarialPredictions, success } = await attack.run(model, xs, labelsOf(0, 1));
      expect(success).toEqual([true, true]);
      expect([...adversarialPredictions]).toEqual([0, 1]);
    });

    it('refuses a start that is no start', async () => {
      const before = tf.memory().numTensors;
      const clean = make({ start: xs })(model, xs, labels);
      await expect(clean).rejects.toThrow(InvalidInputError);
      await expect(clean).rejects.toThrow(/start must be adversarial.*its sample 0/);
      expect(tf.memory().numTensors).toBe(before);
      const short = make({ start: tf.zeros([1, 2]) })(model, xs, labels);
      await expect(short).rejects.toThrow(
        /start must be like the batch, float32 \[2,2\], got float32 \[1,2\]/,
      );
      const integers = make({ start: tf.zeros([2, 2], 'int32') })(model, xs, labels);
      await expect(integers).rejects.toThrow(/got int32/);
    });

    it('needs finite bounds for noise, and none with a start', async () => {
      const open = classifier(model, { bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] });
      await expect(make({})(open, xs, labels)).rejects.toThrow(InvalidOptionError);
      await expect(make({})(open, xs, labels)).rejects.toThrow(/no uniform noise in the bounds/);
      const start = tf.tensor2d([
        [-3, -2],
        [5, 4],
      ]);
      const { success, distances } = await make({ start }).run(open, xs, labels);
      expect(success).toEqual([true, true]);
      for (const distance of distances.l2) expect(distance).toBeLessThan(1);
    });

    it('leaks nothing', async () => {
      const start = tf.tensor2d([
        [0, 0.1],
        [1, 0.8],
      ]);
      await expectNoLeak(() => make({ start, queries: 50 })(model, xs, labels));
    });
  });
}
