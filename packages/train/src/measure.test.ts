import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureAll, readMeasured, unread } from './measure.ts';
import { accuracy, type Metric } from './metrics/accuracy.ts';

/** The same figures by kernels alone. */
const byKernels: Metric = (targets, outputs) => accuracy(targets, outputs);

const few = fc.integer({ min: -2, max: 2 });
/** Few values, so that many are equal. */
const batch = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .chain(([count, classes]) =>
    fc.record({
      logits: fc.array(fc.array(few, { minLength: classes, maxLength: classes }), {
        minLength: count,
        maxLength: count,
      }),
      labels: fc.array(fc.integer({ min: 0, max: classes }), { minLength: count, maxLength: count }),
      mixed: fc.array(fc.array(few, { minLength: classes, maxLength: classes }), {
        minLength: count,
        maxLength: count,
      }),
    }),
  );

describe('measureAll', () => {
  it('counts on the host what the kernels count, equal logits and unknown classes included', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ({ logits, labels, mixed }) => {
        const outputs = tf.tensor2d(logits);
        for (const targets of [tf.tensor1d(labels, 'int32'), tf.tensor2d(mixed)]) {
          const metrics = { host: accuracy, kernels: byKernels };
          const measured = tf.tidy(() => {
            const found = measureAll(tf.scalar(0.5), metrics, targets, { '': outputs, other: outputs });
            for (const scalar of unread(found)) tf.keep(scalar);
            return found as unknown as tf.TensorContainerObject;
          });
          const { count, sums } = await readMeasured(measured as never);
          expect(count).toBe(logits.length);
          expect(sums.host).toBe(sums.kernels);
          expect(sums.otherHost).toBe(sums.host);
          expect(sums.loss).toBe(0.5 * logits.length);
          targets.dispose();
        }
        outputs.dispose();
      }),
    );
  });

  it('takes sequences of logits too', async () => {
    const logits = tf.tensor3d([
      [
        [0, 1],
        [1, 0],
        [0, 1],
      ],
    ]);
    const targets = tf.tensor2d([[1, 1, 1]], [1, 3], 'int32');
    const each: Metric = (wanted, outputs) =>
      tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.argMax(outputs, -1), wanted), 'float32'), -1) as tf.Tensor1D);
    const loss = tf.scalar(1);
    const { sums } = await readMeasured(measureAll(loss, { each }, targets, { '': logits }));
    expect(sums.each).toBeCloseTo(2 / 3, 6);
    tf.dispose([logits, targets, loss]);
  });

  it('leaves no tensor once it is read', async () => {
    const before = tf.memory().numTensors;
    const [outputs, targets, loss] = [tf.zeros([2, 3]), tf.zeros([2], 'int32'), tf.scalar(1)];
    const measured = measureAll(loss, { accuracy, byKernels }, targets as tf.Tensor1D, { '': outputs });
    await readMeasured(measured);
    tf.dispose([outputs, targets, loss]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
