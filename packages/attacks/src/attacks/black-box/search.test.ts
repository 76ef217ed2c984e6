import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../../classifier/classifier.ts';
import { expectClose, labelsOf } from '../../test-support.ts';
import { countingModel } from '../../testing/counting-model.ts';
import { linf } from '../../threats/linf.ts';
import { masked } from '../../threats/masked.ts';
import type { AttackInput } from '../attack.ts';
import { selectInput } from '../select-input.ts';
import { type Sample, type Search, searchEach } from './search.ts';

/** Logits (x0, x1) of samples of two values. */
const identity = (xs: tf.Tensor) => tf.clone(xs);
const answer = (logits: ArrayLike<number>, label: number) => [logits[0] ?? 0, logits[1] ?? 0, label];

function inputOf(model: (xs: tf.Tensor) => tf.Tensor, samples: number, threat = linf(0.1)): AttackInput {
  const xs = tf.fill([samples, 2], 0.5);
  const labels = labelsOf(...Array.from({ length: samples }, (_, i) => i % 2));
  return { classifier: classifier(model), xs, labels, threat, targeted: false, options: {} };
}

describe('searchEach', () => {
  it('answers each sample what it asked, all samples in one call, and forgets those that are done', async () => {
    const counting = countingModel(identity);
    const seen: number[][][] = [[], [], []];
    const search = function* ({ index, clean }: Sample): Search<number[]> {
      for (let i = 0; i <= index; i++) {
        const wanted = Array.from({ length: index + 1 }, (_, k) => clean.map((v) => v + 0.01 * (k + 1)));
        seen[index]?.push(...(yield wanted));
      }
    };
    const { cost, adversarial } = await searchEach(inputOf(counting, 3), {
      seed: 0,
      queries: 100,
      answer,
      search,
    });
    // One candidate once, two twice, three three times: calls of 6, 5 and 3 rows.
    expect([...cost.queries]).toEqual([1, 4, 9]);
    expect([...cost.gradients]).toEqual([0, 0, 0]);
    expect([counting.calls(), counting.rows()]).toEqual([3, 14]);
    for (const [index, answers] of seen.entries()) {
      for (const [i, [first = 0, second, label]] of answers.entries()) {
        expect(first).toBeCloseTo(0.5 + 0.01 * ((i % (index + 1)) + 1), 6);
        expect(second).toBe(first);
        expect(label).toBe(index % 2);
      }
    }
    expectClose(adversarial.dataSync(), new Array(6).fill(0.5), 0);
  });

  it('puts no more rows to the model at once than the batch has samples, or 32', async () => {
    let most = 0;
    const model = (xs: tf.Tensor) => {
      most = Math.max(most, xs.shape[0] ?? 0);
      return identity(xs);
    };
    const search = function* ({ clean }: Sample): Search<number[]> {
      yield new Array<Float32Array>(50).fill(clean);
    };
    const { cost } = await searchEach(inputOf(model, 2), { seed: 0, queries: 50, answer, search });
    expect([...cost.queries]).toEqual([50, 50]);
    expect(most).toBe(32);
  });

  it('ends a search that asks for more than remains, and hands out its best so far', async () => {
    const counting = countingModel(identity);
    const search = function* (sample: Sample): Search<number[]> {
      for (let i = 1; ; i++) {
        sample.best = sample.clean.map((v) => v - 0.01 * i);
        yield [sample.best, sample.best];
      }
    };
    const { cost, adversarial } = await searchEach(inputOf(counting, 1), {
      seed: 0,
      queries: 7,
      answer,
      search,
    });
    expect([...cost.queries]).toEqual([6]);
    expect(counting.rows()).toBe(6);
    expectClose(adversarial.dataSync(), [0.46, 0.46]);
  });

  it('shows the model nothing outside of the ball, the mask and the bounds, and hands out the same', async () => {
    const seen: number[] = [];
    const model = (xs: tf.Tensor) => {
      seen.push(...xs.dataSync());
      return identity(xs);
    };
    const search = function* (sample: Sample): Search<number[]> {
      expect([...sample.free]).toEqual([1, 0]);
      sample.best = Float32Array.of(7, 7);
      yield [sample.best];
    };
    const narrow = masked(linf, tf.tensor1d([1, 0]))(0.1);
    const options = { seed: 0, queries: 5, answer, search };
    const { adversarial } = await searchEach(inputOf(model, 1, narrow), options);
    expectClose(seen, [0.6, 0.5]);
    expectClose(adversarial.dataSync(), [0.6, 0.5]);
    const wide = await searchEach(inputOf(model, 1, masked(linf, tf.tensor1d([1, 0]))(3)), options);
    expectClose(wide.adversarial.dataSync(), [1, 0.5]);
  });

  it('gives a sample the same numbers and radius whichever others are attacked with it', async () => {
    const drawn = new Map<string, number[]>();
    const searching = (name: string) =>
      function* ({ row, eps, uniform, normal }: Sample): Search<number[]> {
        drawn.set(`${name} ${row}`, [eps, uniform(), normal(), uniform()]);
        yield [];
      };
    const all = inputOf(identity, 4, linf([0.1, 0.2, 0.3, 0.4]));
    await searchEach(all, { seed: 5, queries: 5, answer, search: searching('all') });
    const some = selectInput(all, [3, 1]);
    await searchEach(some, { seed: 5, queries: 5, answer, search: searching('some') });
    expect(drawn.get('some 3')).toEqual(drawn.get('all 3'));
    expect(drawn.get('some 1')).toEqual(drawn.get('all 1'));
    expect(drawn.get('all 1')?.slice(1)).not.toEqual(drawn.get('all 3')?.slice(1));
    expect(drawn.get('some 3')?.[0]).toBe(0.4);
  });
});
