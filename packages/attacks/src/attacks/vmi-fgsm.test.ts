import { describe, expect, it } from 'vitest';
import { labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { l2 } from '../threats/l2.ts';
import { miFgsm } from './mi-fgsm.ts';
import { vmiFgsm } from './vmi-fgsm.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('vmi-fgsm', (eps) => vmiFgsm({ eps, neighbours: 2 }), 'linf', { shapes });
itSpendsItsBudget('vmi-fgsm', (eps) => vmiFgsm({ eps, neighbours: 2, threat: l2 }), 'l2', { shapes });
itIsAnHonestAttack('vmi-fgsm', {
  make: ({ seed }) => vmiFgsm({ eps: 0.3, threat: l2, steps: 3, neighbours: 2, seed }),
  zero: () => vmiFgsm({ eps: 0 }),
  targeted: () => vmiFgsm({ eps: 0.02, neighbours: 2, targeted: true }),
});

describe('vmi-fgsm', () => {
  const net = smoothNet(6, 3, 81);
  const xs = uniform([3, 6], 83);
  const labels = labelsOf(0, 1, 2);

  it('is mi-fgsm where the neighbourhood is a point', async () => {
    const { adversarial, gradients } = await vmiFgsm({ eps: 0.1, steps: 4, beta: 0, neighbours: 1 }).run(
      net,
      xs,
      labels,
    );
    const same = await miFgsm({ eps: 0.1, steps: 4 })(net, xs, labels);
    expect([...adversarial.dataSync()]).toEqual([...same.dataSync()]);
    expect([...gradients]).toEqual([8, 8, 8]);
  });

  it('looks at 20 neighbours, as in the paper', async () => {
    const { gradients } = await vmiFgsm({ eps: 0.1, steps: 1 }).run(net, xs, labels);
    expect([...gradients]).toEqual([21, 21, 21]);
  });

  it('refuses what is out of range', () => {
    expect(() => vmiFgsm({ neighbours: 0 })).toThrow(/neighbours must be a positive integer/);
    expect(() => vmiFgsm({ beta: -1 })).toThrow(/beta/);
    expect(() => vmiFgsm({ seed: 0.5 })).toThrow(/seed/);
  });
});
