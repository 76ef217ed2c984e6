import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { labelsOf, smoothNet, uniform } from '../test-support.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack } from './attack.ts';
import { bim } from './bim.ts';
import { diFgsm } from './di-fgsm.ts';
import { eotPgd } from './eot-pgd.ts';
import { ffgsm } from './ffgsm.ts';
import { fgsm } from './fgsm.ts';
import { miFgsm } from './mi-fgsm.ts';
import { niFgsm } from './ni-fgsm.ts';
import { pgd } from './pgd.ts';
import { rFgsm } from './r-fgsm.ts';
import { siFgsm } from './si-fgsm.ts';
import { tiFgsm } from './ti-fgsm.ts';
import { vmiFgsm } from './vmi-fgsm.ts';

interface Common {
  readonly eps: readonly number[];
  readonly threat: Threat;
  readonly targeted: boolean;
  readonly loss: 'ce' | 'margin' | 'dlr';
}

const ATTACKS: Readonly<Record<string, (options: Common & { readonly seed: number }) => Attack>> = {
  fgsm,
  bim: (options) => bim({ ...options, steps: 3 }),
  pgd: (options) => pgd({ ...options, steps: 3 }),
  'pgd with restarts': (options) => pgd({ ...options, steps: 2, restarts: 2, earlyStop: true }),
  ffgsm,
  rFgsm,
  miFgsm: (options) => miFgsm({ ...options, steps: 3 }),
  niFgsm: (options) => niFgsm({ ...options, steps: 3 }),
  siFgsm: (options) => siFgsm({ ...options, steps: 2, scales: 2 }),
  vmiFgsm: (options) => vmiFgsm({ ...options, steps: 2, neighbours: 1 }),
  diFgsm: (options) => diFgsm({ ...options, steps: 3, resizeRate: 0.5 }),
  tiFgsm: (options) => tiFgsm({ ...options, steps: 3, kernelSize: 3 }),
  eotPgd: (options) => eotPgd({ ...options, steps: 2, samples: 2 }),
};

const THREATS = { linf, l2, l1 } as const;
const radius = fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 2, noNaN: true }));
const setting = fc.record({
  name: fc.constantFrom(...Object.keys(ATTACKS)),
  norm: fc.constantFrom<(keyof typeof THREATS)[]>('linf', 'l2', 'l1'),
  eps: fc.array(radius, { minLength: 3, maxLength: 3 }),
  targeted: fc.boolean(),
  loss: fc.constantFrom<Common['loss'][]>('ce', 'margin', 'dlr'),
  seed: fc.integer({ min: 1, max: 100_000 }),
  mask: fc.array(fc.constantFrom(0, 1), { minLength: 36, maxLength: 36 }),
  bounds: fc.constantFrom<[number, number][]>([0, 1], [-1, 1], [-3, 0.5]),
});

describe('every attack by gradient ascent', () => {
  it('stays within the radius of each sample, the mask and the bounds, whatever its options', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ name, norm, eps, targeted, loss, seed, mask, bounds }) => {
        const [min, max] = bounds;
        const net = smoothNet(12, 4, seed);
        const model = classifier(net, { bounds });
        const xs = uniform([3, 3, 4, 1], seed + 2, min, max);
        const labels = labelsOf(seed % 4, (seed + 1) % 4, (seed + 2) % 4);
        const allowed = tf.tensor4d(mask, [3, 3, 4, 1]);
        const attack = ATTACKS[name]?.({ eps, threat: masked(THREATS[norm], allowed), targeted, loss, seed });
        const options = { allZeroGradient: 'report' } as const;
        const { adversarial, distances } = await (attack as Attack).run(model, xs, labels, options);
        const values = adversarial.dataSync();
        // Bounds are rounded to float32, as the values are.
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(min));
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(max));
        const clean = xs.dataSync();
        mask.forEach((free, i) => {
          if (free === 0) expect(values[i]).toBe(clean[i]);
        });
        // Twelve values below 3, each within half a float32 of its own: an L1 distance may exceed eps by 12 * 1.2e-7.
        eps.forEach((limit, i) => {
          expect(distances[norm][i], `${name} ${norm} sample ${i}`).toBeLessThanOrEqual(limit + 2e-6);
        });
        tf.dispose([xs, labels, allowed, adversarial]);
      }),
      { numRuns: 60 },
    );
  });
});
