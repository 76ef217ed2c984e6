import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classifier } from '../classifier/classifier.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { expectClose, labelsOf, smoothNet, uniform } from '../test-support.ts';
import { itIsAnHonestAttack } from '../testing/honest-attack.ts';
import { itSpendsItsBudget, SAMPLE_SHAPES } from '../testing/linear-oracle.ts';
import { linf } from '../threats/linf.ts';
import { diFgsm } from './di-fgsm.ts';
import { diverse, shrunken } from './diverse-input.ts';
import { miFgsm } from './mi-fgsm.ts';
import { plain } from './outlook.ts';

const shapes = SAMPLE_SHAPES.slice(2);
itSpendsItsBudget('di-fgsm', (eps) => diFgsm({ eps, steps: 20 }), 'linf', { shapes });
itIsAnHonestAttack('di-fgsm', {
  make: ({ seed }) => diFgsm({ eps: 0.1, steps: 6, seed, resizeRate: 0.5 }),
  deterministic: () => diFgsm({ eps: 0.1, steps: 3 }),
  zero: () => diFgsm({ eps: 0 }),
  targeted: () => diFgsm({ eps: 0.02, steps: 20, targeted: true }),
});

describe('diverse inputs', () => {
  const net = smoothNet(36, 3, 5);
  const xs = uniform([1, 6, 6, 1], 7) as tf.Tensor4D;
  const labels = labelsOf(1);
  const input = {
    classifier: classifier(net),
    xs,
    labels,
    threat: linf(0.1),
    targeted: false,
    options: {},
  };

  it('are differentiated as they are seen: the gradient agrees with numeric differences', async () => {
    const outlook = diverse(plain(crossEntropy), { probability: 1, resizeRate: 0.6, seed: 2 });
    const look = async (at: tf.Tensor) => outlook(input, at, 4);
    const { gradient } = await look(xs);
    const step = 1e-2;
    const values = xs.dataSync();
    const numeric: number[] = [];
    for (let i = 0; i < 36; i++) {
      const moved = async (by: number) => {
        const at = tf.tensor(
          values.map((value, j) => (i === j ? value + by : value)),
          xs.shape,
        );
        return (await look(at)).losses.dataSync()[0]!;
      };
      numeric.push(((await moved(step)) - (await moved(-step))) / (2 * step));
    }
    expectClose(gradient.dataSync(), numeric, 1e-3);
    const straight = await plain(crossEntropy)(input, xs, 4);
    const difference = tf.max(tf.abs(tf.sub(gradient, straight.gradient))).dataSync()[0]!;
    expect(difference).toBeGreaterThan(1e-2);
  });

  it('are the images that bilinear resizing and padding give', () => {
    const images = uniform([2, 7, 5, 3], 3, -1, 1) as tf.Tensor4D;
    const draws = [0.25, 0.7, 0.2];
    let draw = 0;
    const seen = shrunken(images, 0.6, () => draws[draw++] ?? 0, [-1, 1]);
    // 0.7 of 7 and 5 is 4 and 3; 0.7 of 4 places is the third, 0.2 of 3 the first.
    const small = tf.image.resizeBilinear(images, [4, 3]);
    const pads: [number, number][] = [
      [0, 0],
      [2, 1],
      [0, 2],
      [0, 0],
    ];
    expectClose(seen.dataSync(), tf.pad(small, pads).dataSync(), 1e-6);
  });

  it('change in about as many steps as their probability says', async () => {
    const outlook = diverse(plain(crossEntropy), { probability: 0.5, seed: 1, resizeRate: 0.5 });
    const straight = (await plain(crossEntropy)(input, xs, 0)).losses.dataSync()[0];
    let changed = 0;
    for (let step = 0; step < 100; step++) {
      const { losses } = await outlook(input, xs, step);
      if (losses.dataSync()[0] !== straight) changed++;
    }
    // Five standard deviations of a binomial distribution are 25.
    expect(Math.abs(changed - 50)).toBeLessThan(25);
  });

  it('are no others without probability: then it is mi-fgsm', async () => {
    const values = (
      await diFgsm({ eps: 0.1, steps: 4, probability: 0, decay: 1 })(net, xs, labels)
    ).dataSync();
    const same = await miFgsm({ eps: 0.1, steps: 4 })(net, xs, labels);
    expect([...values]).toEqual([...same.dataSync()]);
  });

  it('take images of any shape, and nothing else', async () => {
    const wide = uniform([2, 3, 9, 3], 11);
    const attack = diFgsm({ eps: 0.1, steps: 6, probability: 1, resizeRate: 0.3 });
    const result = await attack(smoothNet(81, 3, 5), wide, labelsOf(0, 1));
    expect(result.shape).toEqual([2, 3, 9, 3]);
    const rows = diFgsm()(smoothNet(6, 3, 5), uniform([2, 6], 3), labelsOf(0, 1));
    await expect(rows).rejects.toThrow(/images \[N, H, W, C\], got the shape \[2,6\]/);
  });

  it('refuse what is out of range', () => {
    expect(() => diFgsm({ probability: 1.5 })).toThrow(/probability must be a finite number in \[0, 1\]/);
    expect(() => diFgsm({ resizeRate: 0 })).toThrow(/resizeRate/);
    expect(() => diFgsm({ seed: 0.5 })).toThrow(/seed must be an integer/);
  });
});
