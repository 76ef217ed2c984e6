import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import {
  type DensenetConfig,
  type DensenetShape,
  densenet,
  densenet121,
  densenet161,
  densenet169,
  densenet201,
} from './densenet.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, itNeedsPixels, REFUSED } from './test-zoo.ts';

const odd = [50, 39, 3] as const;
const small = { classes: 10, blocks: [2, 3], growth: 4, stemChannels: 6, inputShape: odd } as const;

describe('densenet', () => {
  itIsANetwork({
    create: (config: DensenetConfig & DensenetShape = {}) => densenet({ ...small, ...config }),
    torch: fixture.networks.densenet,
    input: () => noise('image', [1, ...odd]),
    refuses: [
      ...REFUSED,
      { blocks: [] },
      { blocks: [2, 0] },
      { growth: 0 },
      { stemChannels: 0.5 },
      { bottleneck: 0 },
      { dropout: 2 },
      { stem: 'none' as 'cifar' },
    ],
  });
  itNeedsPixels((config) => densenet121(config), 29);
  itLearns(() => densenet({ ...small, stem: 'cifar', inputShape: [16, 16, 3], seed: 1 }), 0.1);

  const cifar = { blocks: [16, 16, 16], growth: 12, stemChannels: 24, stem: 'cifar', classes: 10 } as const;
  itCounts([
    { name: 'densenet121', create: densenet121, torch: 7_978_856, keras: 8_062_504 },
    { name: 'densenet161', create: densenet161, torch: 28_681_000, keras: 28_900_936 },
    { name: 'densenet169', create: densenet169, torch: 14_149_480, keras: 14_307_880 },
    { name: 'densenet201', create: densenet201, torch: 20_013_928, keras: 20_242_984 },
    {
      name: 'densenet-BC-100-12',
      create: (c) => densenet({ ...c, ...cifar, inputShape: [32, 32, 3] }),
      torch: 769_162,
      keras: 793_150,
    },
  ]);

  it('ends where torchvision ends', () => {
    const model = densenet121({ initialWeights: 'zeros', classes: 3 });
    const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes).toMatchObject({
      'features.pool0': [null, 56, 56, 64],
      'features.transition1.pool': [null, 28, 28, 128],
      'features.transition3.pool': [null, 7, 7, 512],
      'features.denseblock4.denselayer16.conv2': [null, 7, 7, 32],
      'features.norm5': [null, 7, 7, 1024],
      classifier: [null, 3],
    });
    model.dispose();
  });
});
