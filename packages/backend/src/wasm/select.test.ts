import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tested } from './test-support.ts';

const numbers = fc.constantFrom(-1.5, 0, 2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

describe.runIf(tested === 'wasm')('choosing by a condition', () => {
  it('takes each number from where the condition says', () => {
    const triples = fc.array(fc.tuple(fc.boolean(), numbers, numbers), { maxLength: 45 });
    fc.assert(
      fc.property(triples, fc.constantFrom('float32' as const, 'int32' as const), (all, dtype) => {
        const [conditions, yes, no] = [0, 1, 2].map((k) => all.map((triple) => Number(triple[k])));
        const found = tf.tidy(() => {
          const [t, e] = [tf.tensor1d(yes as number[], dtype), tf.tensor1d(no as number[], dtype)];
          const chosen = tf.where(tf.tensor1d(conditions as number[], 'bool'), t, e);
          expect(chosen.dtype).toBe(dtype);
          const [y, n] = [t.dataSync(), e.dataSync()];
          return { chosen: Array.from(chosen.dataSync()), expected: all.map(([c], i) => (c ? y[i] : n[i])) };
        });
        expect(found.chosen).toEqual(found.expected);
      }),
      { numRuns: 40 },
    );
  });

  it('chooses whole rows by a vector, which the kernel registered before does', () => {
    const chosen = tf.tidy(() =>
      (
        tf.engine().runKernel('Select', {
          condition: tf.tensor1d([1, 0], 'bool'),
          t: tf.ones([2, 3]),
          e: tf.zeros([2, 3]),
        }) as tf.Tensor
      ).arraySync(),
    );
    expect(chosen).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });

  it('leaves only its result behind', () => {
    const inputs = [tf.tensor1d([1, 0], 'bool'), tf.tensor1d([1, 2]), tf.tensor1d([3, 4])] as const;
    const before = tf.memory();
    const chosen = tf.where(...inputs);
    expect(tf.memory().numTensors - before.numTensors).toBe(1);
    expect(tf.memory().numDataBuffers - before.numDataBuffers).toBe(1);
    tf.dispose([...inputs, chosen]);
  });
});
