import { describe } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type AlexnetConfig, alexnet } from './alexnet.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, itNeedsPixels, REFUSED } from './test-zoo.ts';

const small = { classes: 10, hidden: 16, width: 1 / 8, inputShape: [67, 99, 3] } as const;

describe('alexnet', () => {
  itIsANetwork({
    create: (config: AlexnetConfig = {}) => alexnet({ ...small, ...config }),
    torch: fixture.networks.alexnet,
    input: () => noise('image', [1, ...small.inputShape]),
    refuses: [...REFUSED, { dropout: -0.1 }, { hidden: 1.5 }, { width: 0 }],
  });
  itCounts([{ name: 'alexnet', create: alexnet, torch: 61_100_840 }]);
  itNeedsPixels((config) => alexnet({ ...config, hidden: 4, width: 1 / 8 }), 63);
  itLearns(
    () => alexnet({ classes: 10, hidden: 64, width: 1 / 4, inputShape: [63, 63, 3], dropout: 0, seed: 1 }),
    0.1,
  );
});
