import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { InvalidOptionError, ModelOutputError } from '../errors.ts';
import { labelsOf, logistic, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, linearModel, oracleSamples } from '../testing/linear-oracle.ts';
import { l1 } from '../threats/l1.ts';
import { l2 } from '../threats/l2.ts';
import { linf } from '../threats/linf.ts';
import { apgd } from './apgd.ts';
import { autoAttack } from './auto-attack.ts';
import { fgsm } from './fgsm.ts';
import { pgd } from './pgd.ts';

const SMALL = { steps: 4, targets: 2, queries: 8 } as const;
const NORMS = [
  ['linf', linf, 0.1],
  ['l2', l2, 0.3],
  ['l1', l1, 0.8],
] as const;

for (const [norm, threat, eps] of NORMS) {
  itIsAnHonestAttack(`autoAttack in ${norm}`, {
    make: ({ seed }) => autoAttack({ version: 'custom', custom: SMALL, eps, threat, seed }),
    zero: () => autoAttack({ version: 'custom', custom: SMALL, eps: 0, threat }),
    tolerance: 1e-4,
    heavy: true,
  });
  itSpendsItsBudget(
    'autoAttack',
    (radii) => autoAttack({ version: 'custom', custom: { ...SMALL, steps: 10 }, eps: radii, threat }),
    norm,
    { each: 'once', heavy: true },
  );
}

describe('autoAttack', () => {
  it('leaves to Square what has no gradient, and says so', async () => {
    const steps = (x: tf.Tensor) => linearModel(tf.div(tf.round(tf.mul(x, 50)), 50));
    const { xs } = oracleSamples(3, [4, 4, 1]);
    const labels = tf.cast(tf.argMax(steps(xs), 1), 'int32') as tf.Tensor1D;
    const custom = { ...SMALL, queries: 200 };
    const result = await autoAttack({ eps: 0.3, version: 'custom', custom }).run(steps, xs, labels);
    expect(result.zeroGradient).toEqual([true, true, true]);
    expect(new Set(result.brokenBy)).toEqual(new Set(['square']));
    result.dispose();
  });

  it('breaks a model that answers at random by averaging its gradients', async () => {
    // Noise of each call moves the margins of the oracle, of 0.08 to 0.2 before the attack, by up to 0.02.
    let calls = 0;
    const noisy = (x: tf.Tensor) => {
      const noise = tf.randomUniform([x.shape[0] ?? 0, 1], -0.01, 0.01, 'float32', ++calls);
      return linearModel(tf.add(x, tf.reshape(noise, [-1, 1, 1, 1])));
    };
    const { xs, labels } = oracleSamples(3, [4, 4, 1]);
    const model = classifier(noisy, { randomness: 'expected' });
    const custom = { attacks: ['apgd-ce', 'apgd-dlr'], steps: 10, eot: 3 } as const;
    const result = await autoAttack({ eps: 0.2, version: 'custom', custom }).run(model, xs, labels);
    // Whether a first adversarial point is one again when it is judged is a matter of luck, but what is said of it agrees.
    expect(result.stages[0]).toMatchObject({ id: 'apgd-ce', attacked: 3 });
    expect(result.brokenBy.map((id) => id !== null)).toEqual(result.success);
    expect(result.success).toContain(true);
    expect(result.gradients[0]! % 3).toBe(0);
    result.dispose();
  });

  it('is at least as strong as what it is made of, and each as the weaker one', async () => {
    const net = smoothNet(16, 5, 91);
    const xs = uniform([40, 4, 4, 1], 93);
    const labels = tf.cast(tf.argMax(net(xs), 1), 'int32') as tf.Tensor1D;
    for (const [, threat, eps] of NORMS) {
      const right = async (attack: ReturnType<typeof fgsm>) => {
        const { success, dispose } = await attack.run(net, xs, labels);
        dispose();
        return success.filter((hit) => !hit).length;
      };
      const options = { eps: eps / 2, threat };
      const ours = await right(
        autoAttack({ ...options, version: 'custom', custom: { ...SMALL, steps: 20 } }),
      );
      const alone = await right(apgd({ ...options, steps: 20 }));
      const descent = await right(pgd({ ...options, steps: 20, randomStart: false }));
      const once = await right(fgsm(options));
      expect(ours).toBeLessThanOrEqual(alone);
      expect(ours).toBeLessThanOrEqual(descent);
      expect(descent).toBeLessThanOrEqual(once);
      expect(once).toBeLessThan(40);
    }
  });

  it('calls nothing weaker AutoAttack', () => {
    expect(autoAttack().id).toBe('auto-attack');
    expect(autoAttack({ version: 'rand' }).id).toBe('auto-attack-rand');
    expect(autoAttack({ version: 'custom', custom: SMALL }).id).toBe('auto-attack-custom');
    expect(() => autoAttack({ custom: SMALL })).toThrow(InvalidOptionError);
    expect(() => autoAttack({ custom: SMALL })).toThrow(/custom needs version 'custom', got 'standard'/);
    expect(() => autoAttack({ threat: l1, eps: 1 })).toThrow(/no Square attack in l1/);
  });

  it('needs four classes, for random models three', async () => {
    const xs = uniform([1, 2], 11);
    const two = autoAttack({ eps: 0.1 })(logistic([1, 1], 0), xs, labelsOf(1));
    await expect(two).rejects.toThrow(ModelOutputError);
    await expect(two).rejects.toThrow(/auto-attack needs at least 4 classes.*returns 2/);
    await expect(
      autoAttack({ eps: 0.1, version: 'rand' })(logistic([1, 1], 0), xs, labelsOf(1)),
    ).rejects.toThrow(/auto-attack-rand needs at least 3 classes/);
  });

  it.each([
    [{ version: 'plus' as 'rand' }, /version must be 'standard', 'rand' or 'custom', got 'plus'/],
    [
      { version: 'custom', custom: { attacks: ['fab' as 'fab-t'] } },
      /attacks must be among .*fab-t.*, got fab/,
    ],
    [{ version: 'custom', custom: { attacks: [] } }, /needs at least one attack/],
    [{ version: 'custom', custom: { steps: 0 } }, /steps must be a positive integer/],
    [{ version: 'custom', custom: { queries: 0 } }, /queries must be a positive integer/],
    [{ seed: 0.5 }, /seed must be an integer/],
    [{ eps: -1 }, /eps must be a finite number/],
    [{ threat: l2 }, /auto-attack needs eps/],
  ] as const)('refuses %o', (options, message) => {
    expect(() => autoAttack(options)).toThrow(InvalidOptionError);
    expect(() => autoAttack(options)).toThrow(message);
  });
});
