import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { bim } from './bim.ts';
import { pgd } from './pgd.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('bim', (eps) => bim({ eps }), 'linf');
itSpendsItsBudget('bim', (eps) => bim({ eps, threat: l2 }), 'l2', { shapes });
itIsAnHonestAttack('bim', {
  make: () => bim({ eps: 0.1, steps: 3 }),
  deterministic: () => bim({ eps: 0.1, steps: 3 }),
  zero: () => bim({ eps: 0 }),
  targeted: () => bim({ eps: 0.02, targeted: true }),
  random: false,
});

describe('bim', () => {
  it('is pgd from the clean sample, in steps of a quarter of eps', async () => {
    const net = smoothNet(6, 3, 81);
    const xs = uniform([3, 6], 83);
    const labels = labelsOf(0, 1, 2);
    const values = (await bim({ eps: 0.1, steps: 3 })(net, xs, labels)).dataSync();
    const same = pgd({ eps: 0.1, alpha: 0.025, steps: 3, randomStart: false });
    expect([...values]).toEqual([...(await same(net, xs, labels)).dataSync()]);
  });

  it('takes its steps by the default 2/255', async () => {
    const { distances } = await bim({ steps: 1 }).run(logistic([1], 0), tf.tensor2d([[0.5]]), labelsOf(1));
    expectClose(distances.linf, [2 / 255]);
  });

  it('refuses what is out of range', () => {
    expect(() => bim({ eps: Number.POSITIVE_INFINITY })).toThrow(/eps must be a finite number/);
    expect(() => bim({ threat: l2 })).toThrow(/bim needs eps/);
    expect(() => bim({ alpha: 0 })).toThrow(/alpha must be greater than 0/);
  });
});
