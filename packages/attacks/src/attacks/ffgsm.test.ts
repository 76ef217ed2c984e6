import { describe, expect, it } from 'vitest';
import { labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { l2 } from '../threats/l2.ts';
import { ffgsm } from './ffgsm.ts';
import { pgd } from './pgd.ts';

itIsAnHonestAttack('ffgsm', {
  make: ({ seed }) => ffgsm({ eps: 0.1, seed }),
  zero: () => ffgsm({ eps: 0 }),
  targeted: () => ffgsm({ eps: 0.02, targeted: true }),
  iterative: false,
});

describe('ffgsm', () => {
  it('is one step of 1.25 eps of pgd', async () => {
    const net = smoothNet(6, 3, 81);
    const xs = uniform([3, 6], 83);
    const labels = labelsOf(0, 1, 2);
    const values = (await ffgsm({ eps: 0.1, seed: 5 })(net, xs, labels)).dataSync();
    const same = await pgd({ eps: 0.1, alpha: 0.125, steps: 1, seed: 5 })(net, xs, labels);
    expect([...values]).toEqual([...same.dataSync()]);
  });

  it('refuses what is out of range', () => {
    expect(() => ffgsm({ threat: l2 })).toThrow(/ffgsm needs eps/);
    expect(() => ffgsm({ eps: 1, threat: 'l2' as unknown as typeof l2 })).toThrow(
      /ffgsm: threat must be linf, l2, l1 or masked\(...\), got l2/,
    );
    expect(() => ffgsm({ alpha: -1 })).toThrow(/alpha/);
    expect(() => ffgsm({ seed: 0.5 })).toThrow(/seed/);
  });
});
