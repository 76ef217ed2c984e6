import { describe } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type NinConfig, nin } from './nin.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, itNeedsPixels, REFUSED } from './test-zoo.ts';

const small = { width: 1 / 8, inputShape: [67, 80, 3] } as const;

describe('nin', () => {
  itIsANetwork({
    create: (config: NinConfig = {}) => nin({ ...small, ...config }),
    torch: fixture.networks.nin,
    input: () => noise('image', [1, ...small.inputShape]),
    nonNegative: true,
    refuses: [...REFUSED, { dropout: 1 }, { width: 0 }],
  });
  itNeedsPixels((config) => nin({ ...config, width: 1 / 16 }), 67);
  itLearns(() => nin({ ...small, dropout: 0, seed: 1 }), 0.05);
  const colour = { inputShape: [224, 224, 3] } as const;
  itCounts([
    { name: 'nin', create: nin, torch: 1_992_166 },
    { name: 'nin in colour', create: (c) => nin({ ...c, ...colour }), torch: 2_015_398 },
    { name: 'nin of ImageNet', create: (c) => nin({ ...c, ...colour, classes: 1000 }), torch: 7_439_608 },
  ]);
});
