import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, ModelOutputError } from '../errors.ts';
import { expectClose, expectNoLeak, labelsOf, logistic } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { masked } from '../threats/masked.ts';
import { apgd } from './apgd.ts';
import { defineAttack } from './define-attack.ts';
import { fabT } from './fab.ts';
import { fgsm } from './fgsm.ts';
import { inTurn } from './in-turn.ts';
import { pgd } from './pgd.ts';

itIsAnHonestAttack('inTurn', {
  make: ({ seed }) =>
    inTurn({
      eps: 0.1,
      attacks: [(given) => pgd({ ...given, steps: 3, seed }), (given) => fabT({ ...given, steps: 2, seed })],
    }),
  deterministic: () =>
    inTurn({ eps: 0.1, attacks: [fgsm, (given) => pgd({ ...given, steps: 3, randomStart: false })] }),
  zero: () => inTurn({ eps: 0, attacks: [fgsm, pgd] }),
});

/** Margin x1 - x2, and four samples with the margins 0.1, 0.3, 0.5 and -0.2. */
const model = logistic([1, -1], 0);
const xs = tf.keep(tf.tensor2d([0.1, 0.3, 0.5, -0.2].map((margin) => [0.5 + margin / 2, 0.5 - margin / 2])));
const labels = tf.keep(labelsOf(1, 1, 1, 1));
/** Goes this far against the margin, and notes how many samples it met. */
const step =
  (id: string, by: number, met: number[] = []) =>
  ({ eps }: { eps: number | readonly number[] }) =>
    defineAttack({
      id,
      threat: linf(eps),
      targeted: false,
      perturb: async (input) => {
        met.push(input.xs.shape[0] ?? 0);
        const size = input.xs.shape[0] ?? 0;
        return {
          adversarial: tf.tidy(() => tf.add(input.xs, tf.tensor1d([-by, by]))),
          zeroGradient: new Array<boolean>(size).fill(false),
          cost: { queries: new Int32Array(size).fill(7), gradients: new Int32Array(size).fill(3) },
        };
      },
    });

describe('inTurn', () => {
  it('shows later attacks only what is right and not broken, and says who broke what', async () => {
    const met: number[] = [];
    const attack = inTurn({
      id: 'three',
      eps: 0.3,
      attacks: [step('small', 0.06, met), step('middle', 0.16, met), step('none', 0.16, met)],
    });
    const result = await attack.run(model, xs, labels);
    expect(met).toEqual([3, 2, 1]);
    expect(result.success).toEqual([true, true, false, false]);
    expect(result.brokenBy).toEqual(['small', 'middle', null, null]);
    expect(result.stages).toEqual([
      { id: 'small', attacked: 3, broken: 1 },
      { id: 'middle', attacked: 2, broken: 1 },
      { id: 'none', attacked: 1, broken: 0 },
    ]);
    // One look at all, and for each attack its own queries and the two predictions of its runner.
    expect([...result.queries]).toEqual([1 + 9, 1 + 18, 1 + 27, 1]);
    expect([...result.gradients]).toEqual([3, 6, 9, 0]);
    // What no attack broke is where the first left it; what was wrong is where it was.
    expectClose(result.distances.linf, [0.06, 0.16, 0.06, 0]);
    expect([attack.id, attack.targeted, attack.threat.eps]).toEqual(['three', false, 0.3]);
    result.dispose();
  });

  it('stops asking when nothing is left', async () => {
    const met: number[] = [];
    const attack = inTurn({ eps: 0.3, attacks: [step('all', 0.3, met), step('idle', 0.3, met)] });
    const { stages } = await attack.run(model, xs, labels);
    expect(met).toEqual([3]);
    expect(stages[1]).toEqual({ id: 'idle', attacked: 0, broken: 0 });
  });

  it('counts what an attack without a limit finds only within eps', async () => {
    const attack = inTurn({ eps: 0.2, attacks: [({ threat }) => fabT({ threat, steps: 20 })] });
    const result = await attack.run(model, xs, labels);
    expect(result.success).toEqual([true, true, false, false]);
    expect(result.distances.linf[2]).toBe(0);
    expect(Math.max(...result.distances.linf)).toBeLessThanOrEqual(0.2 + 1e-6);
  });

  it('keeps radii and masks with their samples', async () => {
    // The second sample is wrong; the mask of the third leaves only x2, the radius of the fourth is too small.
    const start = tf.tensor2d([
      [0.6, 0.4],
      [0.4, 0.6],
      [0.6, 0.4],
      [0.6, 0.4],
    ]);
    const mask = tf.tensor2d([
      [1, 1],
      [1, 1],
      [0, 1],
      [1, 1],
    ]);
    const attack = inTurn({
      eps: [0.15, 0.15, 0.25, 0.05],
      threat: masked(linf, mask),
      attacks: [(given) => apgd({ ...given, steps: 5 }), (given) => fabT({ ...given, steps: 5 })],
    });
    const result = await attack.run(model, start, labels);
    expect(result.success).toEqual([true, false, true, false]);
    expect(result.adversarial.dataSync()[4]).toBeCloseTo(0.6, 7);
    expect(result.distances.linf[3]).toBeLessThanOrEqual(0.05 + 1e-6);
  });

  it('goes on where a model has no gradient', async () => {
    const flat = (x: tf.Tensor) => model(tf.div(tf.round(tf.mul(x, 100)), 100));
    const attack = inTurn({ eps: 0.3, attacks: [fgsm, step('blind', 0.3)] });
    const result = await attack.run(flat, xs, labels);
    expect(result.brokenBy).toEqual(['blind', 'blind', 'blind', null]);
    expect(result.zeroGradient).toEqual([true, true, true, false]);
  });

  it('leaks nothing', async () => {
    const attack = inTurn({ eps: 0.1, attacks: [fgsm, (given) => pgd({ ...given, steps: 2 })] });
    await expectNoLeak(() => attack(model, xs, labels));
    await expectNoLeak(async () => (await attack.run(model, xs, labels)).adversarial);
    const failing: typeof fgsm = (given) =>
      defineAttack({
        id: 'failing',
        threat: linf(given?.eps ?? 1),
        targeted: false,
        perturb: () => Promise.reject(new Error('out of order')),
      });
    const broken = inTurn({ eps: 0.1, attacks: [fgsm, failing] });
    const before = tf.memory().numTensors;
    await expect(broken.run(model, xs, labels)).rejects.toThrow('out of order');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses too few classes, targeted attacks, other radii, and no attack at all', async () => {
    const narrow = inTurn({ attacks: [fgsm], fewestClasses: 4, id: 'mine' });
    await expect(narrow(model, xs, labels)).rejects.toThrow(ModelOutputError);
    await expect(narrow(model, xs, labels)).rejects.toThrow(/mine needs at least 4 classes.*returns 2/);
    expect(() => inTurn({ attacks: [] })).toThrow(InvalidOptionError);
    expect(() => inTurn({ attacks: [(given) => pgd({ ...given, targeted: true })] })).toThrow(
      /pgd is targeted/,
    );
    expect(() => inTurn({ attacks: [() => fgsm({ eps: 0.5 })], eps: 0.1 })).toThrow(
      /made for eps 0.5 instead of 0.1/,
    );
    expect(() => inTurn({ attacks: [fgsm], threat: l2 })).toThrow(/in-turn needs eps/);
    expect(() => inTurn({ attacks: [fgsm], eps: -1 })).toThrow(InvalidOptionError);
  });
});
