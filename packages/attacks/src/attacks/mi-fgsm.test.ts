import { describe, expect, it } from 'vitest';
import { labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { bim } from './bim.ts';
import { miFgsm } from './mi-fgsm.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('mi-fgsm', (eps) => miFgsm({ eps }), 'linf');
itSpendsItsBudget('mi-fgsm', (eps) => miFgsm({ eps, threat: l2 }), 'l2', { shapes });
itIsAnHonestAttack('mi-fgsm', {
  make: () => miFgsm({ eps: 0.1, steps: 3 }),
  deterministic: () => miFgsm({ eps: 0.1, steps: 3 }),
  zero: () => miFgsm({ eps: 0 }),
  targeted: () => miFgsm({ eps: 0.02, targeted: true }),
  random: false,
});

describe('mi-fgsm', () => {
  const net = smoothNet(6, 3, 81);
  const xs = uniform([3, 6], 83);
  const labels = labelsOf(0, 1, 2);

  it('is bim in steps of eps / steps without decay', async () => {
    const values = (await miFgsm({ eps: 0.1, steps: 4, decay: 0 })(net, xs, labels)).dataSync();
    const same = await bim({ eps: 0.1, steps: 4 })(net, xs, labels);
    expect([...values]).toEqual([...same.dataSync()]);
  });

  it('refuses what is out of range', () => {
    for (const decay of [-1, Number.NaN]) {
      expect(() => miFgsm({ decay })).toThrow(/decay must be a finite number >= 0/);
    }
    expect(() => miFgsm({ steps: 0 })).toThrow(/steps must be a positive integer/);
  });
});
