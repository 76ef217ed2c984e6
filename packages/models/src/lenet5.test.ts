import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type Lenet5Config, lenet5 } from './lenet5.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, itNeedsPixels, REFUSED } from './test-zoo.ts';

const input = () => noise('image', [1, 28, 28, 1]);

describe('lenet5', () => {
  itIsANetwork({
    create: lenet5,
    torch: fixture.networks.lenet5,
    input,
    refuses: [
      ...REFUSED,
      { activation: 'gelu' as 'relu' },
      { pooling: 'none' as 'max' },
      { padding: 1 as 2 },
    ],
  });
  itNeedsPixels(lenet5, 12);
  itLearns(() => lenet5({ activation: 'relu', pooling: 'max', seed: 1 }), 0.1);
  itCounts([
    { name: 'lenet5', create: lenet5, torch: 61_706 },
    { name: 'lenet5 in colour', create: (c) => lenet5({ ...c, inputShape: [32, 32, 3] }), torch: 62_006 },
    { name: 'normalized', create: (c) => lenet5({ ...c, batchNorm: true }), torch: 62_158, keras: 62_610 },
  ]);

  it('pads 28 pixels to 32, and 32 not at all', () => {
    for (const inputShape of [[28, 28, 1] as const, [32, 32, 3] as const]) {
      const model = lenet5({ inputShape });
      const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
      expect(shapes).toMatchObject({
        conv1: [null, 28, 28, 6],
        pool1: [null, 14, 14, 6],
        conv2: [null, 10, 10, 16],
        pool2: [null, 5, 5, 16],
        flatten: [null, 400],
      });
      model.dispose();
    }
  });
});

describe('lenet5 with batch norm and sigmoid', () => {
  itIsANetwork({
    create: (config: Lenet5Config = {}) => lenet5({ batchNorm: true, activation: 'sigmoid', ...config }),
    torch: fixture.networks.lenet5Bn,
    input,
    refuses: [],
  });
});
