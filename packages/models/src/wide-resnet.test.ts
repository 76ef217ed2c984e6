import { describe } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, REFUSED } from './test-zoo.ts';
import { type WideResnetConfig, wideResnet } from './wide-resnet.ts';

const small = { depth: 16, widen: 1, inputShape: [17, 16, 3] } as const;

describe('wideResnet', () => {
  itIsANetwork({
    create: (config: WideResnetConfig = {}) => wideResnet({ ...small, ...config }),
    torch: fixture.networks.wideResnet,
    input: () => noise('image', [1, ...small.inputShape]),
    refuses: [...REFUSED, { depth: 4 }, { depth: 18 }, { depth: 16.5 }, { widen: 0 }, { dropout: 1 }],
  });
  itLearns(() => wideResnet({ ...small, dropout: 0.1, seed: 1 }), 0.05);
  itCounts([
    {
      name: 'WRN-16-4',
      create: (c) => wideResnet({ ...c, depth: 16, widen: 4 }),
      torch: 2_748_890,
      keras: 2_752_506,
    },
    { name: 'WRN-28-10', create: wideResnet, torch: 36_479_194, keras: 36_497_146 },
  ]);
});
