import { describe } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type GooglenetConfig, googlenet } from './googlenet.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, itNeedsPixels, REFUSED } from './test-zoo.ts';

const odd = [50, 39, 3] as const;
const small = { classes: 10, width: 1 / 8, inputShape: odd } as const;
const input = () => noise('image', [1, ...odd]);

describe('googlenet', () => {
  itIsANetwork({
    create: (config: GooglenetConfig = {}) => googlenet({ ...small, ...config }),
    torch: fixture.networks.googlenet,
    input,
    refuses: [...REFUSED, { thirdKernel: 4 as 3 }, { dropout: 1 }, { width: -1 }],
  });
  itNeedsPixels((config) => googlenet({ ...config, width: 1 / 16 }), 15);
  itLearns(() => googlenet({ ...small, inputShape: [32, 32, 3], dropout: 0, seed: 1 }), 0.1);

  const paper = { batchNorm: false, thirdKernel: 5 } as const;
  const d2l = { classes: 10, inputShape: [96, 96, 1] } as const;
  itCounts([
    { name: 'googlenet', create: googlenet, torch: 6_624_904, keras: 6_639_464 },
    { name: "the paper's", create: (c) => googlenet({ ...c, ...paper }), torch: 6_998_552 },
    {
      name: 'with 5 x 5 and batch norm',
      create: (c) => googlenet({ ...c, thirdKernel: 5 }),
      torch: 7_005_832,
      keras: 7_020_392,
    },
    {
      name: 'that of Dive into Deep Learning',
      create: (c) => googlenet({ ...c, ...paper, ...d2l }),
      torch: 5_977_530,
    },
  ]);
});

describe("the paper's googlenet", () => {
  itIsANetwork({
    create: (config: GooglenetConfig = {}) =>
      googlenet({ ...small, batchNorm: false, thirdKernel: 5, ...config }),
    torch: fixture.networks.googlenetPaper,
    input,
    refuses: [],
  });
});
