import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { expectNoLeak, labelsOf, uniform } from '../test-support.ts';
import { linf } from '../threats/linf.ts';
import { ledger } from './cost.ts';
import { putSamples, rowsWhere, takeSamples, whereSamples } from './per-sample.ts';
import { selectInput } from './select-input.ts';

describe.each([[[3, 2]], [[3, 2, 2]], [[3, 2, 2, 2]], [[3]]])('samples of a batch %j', (shape) => {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  const a = uniform(shape, 1);
  const b = uniform(shape, 2);
  const sample = (of: tf.Tensor, i: number) => Array.from(of.dataSync().slice(i * size, (i + 1) * size));

  it('are chosen one by one', () => {
    for (const flags of [[true, false, true], tf.tensor1d([1, 0, 1], 'bool')]) {
      const mixed = whereSamples(flags, a, b);
      expect(mixed.shape).toEqual(shape);
      expect([0, 1, 2].map((i) => sample(mixed, i))).toEqual([sample(a, 0), sample(b, 1), sample(a, 2)]);
    }
  });

  it('are taken out and put back', () => {
    const taken = takeSamples(a, [2, 0]);
    expect([sample(taken, 0), sample(taken, 1)]).toEqual([sample(a, 2), sample(a, 0)]);
    const put = putSamples(b, [2, 0], taken);
    expect([0, 1, 2].map((i) => sample(put, i))).toEqual([sample(a, 0), sample(b, 1), sample(a, 2)]);
    expect(sample(b, 0)).not.toEqual(sample(a, 0));
  });

  it('leak nothing', async () => {
    const two = takeSamples(b, [0, 1]);
    await expectNoLeak(() => [
      whereSamples([true, false, true], a, b),
      takeSamples(a, [1]),
      putSamples(a, [1, 2], two),
    ]);
  });
});

describe('selected samples', () => {
  it('keep their radii, labels, random numbers and places', () => {
    const xs = uniform([4, 3], 5);
    const input = {
      classifier: classifier((x) => x),
      xs,
      labels: labelsOf(0, 1, 2, 0),
      threat: linf([0.1, 0.2, 0.3, 0.4]),
      targeted: false,
      options: {},
    };
    const two = selectInput(selectInput(input, [3, 2, 1]), [2, 0]);
    expect(two.rows).toEqual([1, 3]);
    expect([...two.labels.dataSync()]).toEqual([1, 0]);
    expect(two.threat.eps).toEqual([0.2, 0.4]);
    const all = input.threat.random(xs, 9).dataSync();
    expect([...two.threat.random(two.xs, 9).dataSync()]).toEqual([...all.slice(3, 6), ...all.slice(9, 12)]);
  });

  it('are where the flags are true', () => {
    expect(rowsWhere([false, true, true])).toEqual([1, 2]);
  });
});

describe('a ledger', () => {
  it('adds up for each sample', () => {
    const cost = ledger(3);
    cost.query();
    cost.query([2], 5);
    cost.gradient([0, 1]);
    cost.gradient(undefined, 2);
    expect([...cost.queries]).toEqual([1, 1, 6]);
    expect([...cost.gradients]).toEqual([3, 3, 2]);
  });
});
