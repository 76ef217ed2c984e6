import { describe, expect, it } from 'vitest';
import { labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { bim } from './bim.ts';
import { niFgsm } from './ni-fgsm.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('ni-fgsm', (eps) => niFgsm({ eps }), 'linf');
itSpendsItsBudget('ni-fgsm', (eps) => niFgsm({ eps, threat: l2 }), 'l2', { shapes });
itIsAnHonestAttack('ni-fgsm', {
  make: () => niFgsm({ eps: 0.1, steps: 3 }),
  deterministic: () => niFgsm({ eps: 0.1, steps: 3 }),
  zero: () => niFgsm({ eps: 0 }),
  targeted: () => niFgsm({ eps: 0.02, targeted: true }),
  random: false,
});

describe('ni-fgsm', () => {
  const net = smoothNet(6, 3, 81);
  const xs = uniform([3, 6], 83);
  const labels = labelsOf(0, 1, 2);

  it('is bim in steps of eps / steps without decay', async () => {
    const values = (await niFgsm({ eps: 0.1, steps: 4, decay: 0 })(net, xs, labels)).dataSync();
    const same = await bim({ eps: 0.1, steps: 4 })(net, xs, labels);
    expect([...values]).toEqual([...same.dataSync()]);
  });

  it('refuses what is out of range', () => {
    for (const decay of [-1, Number.NaN]) {
      expect(() => niFgsm({ decay })).toThrow(/decay must be a finite number >= 0/);
    }
    expect(() => niFgsm({ steps: 0 })).toThrow(/steps must be a positive integer/);
  });
});
