import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, itNeedsPixels, REFUSED } from './test-zoo.ts';
import {
  type VggConfig,
  vgg,
  vgg11,
  vgg11Bn,
  vgg13,
  vgg13Bn,
  vgg16,
  vgg16Bn,
  vgg19,
  vgg19Bn,
} from './vgg.ts';

const inputShape = [37, 70, 3] as const;
const small = { classes: 10, hidden: 16, width: 1 / 16 } as const;
const input = () => noise('image', [1, ...inputShape]);

describe('vgg11', () => {
  itIsANetwork({
    create: (config: VggConfig = {}) => vgg11({ ...small, inputShape, ...config }),
    torch: fixture.networks.vgg11,
    input,
    refuses: [...REFUSED, { width: Number.NaN }, { dropout: 1 }, { hidden: 0 }],
  });
  itNeedsPixels((config) => vgg11({ ...config, ...small, classes: 2 }), 32);
});

describe('vgg11Bn', () => {
  itIsANetwork({
    create: (config: VggConfig = {}) => vgg11Bn({ ...small, inputShape, ...config }),
    torch: fixture.networks.vgg11Bn,
    input,
    refuses: [],
  });
  itLearns(() => vgg11Bn({ ...small, hidden: 64, width: 1 / 8, inputShape: [32, 32, 3], dropout: 0 }), 0.5);
});

describe('vgg', () => {
  itCounts([
    { name: 'vgg11', create: vgg11, torch: 132_863_336 },
    { name: 'vgg13', create: vgg13, torch: 133_047_848 },
    { name: 'vgg16', create: vgg16, torch: 138_357_544 },
    { name: 'vgg19', create: vgg19, torch: 143_667_240 },
    { name: 'vgg11Bn', create: vgg11Bn, torch: 132_868_840, keras: 132_874_344 },
    { name: 'vgg13Bn', create: vgg13Bn, torch: 133_053_736, keras: 133_059_624 },
    { name: 'vgg16Bn', create: vgg16Bn, torch: 138_365_992, keras: 138_374_440 },
    { name: 'vgg19Bn', create: vgg19Bn, torch: 143_678_248, keras: 143_689_256 },
  ]);

  it("numbers its layers as torchvision's modules", () => {
    const names = (config: VggConfig) => {
      const model = vgg16({ ...small, ...config, inputShape: [32, 32, 3], initialWeights: 'zeros' });
      const found = model.layers.filter(({ weights }) => weights.length > 0).map(({ name }) => name);
      model.dispose();
      return found;
    };
    expect(names({}).slice(-6)).toEqual([
      'features.24',
      'features.26',
      'features.28',
      'classifier.0',
      'classifier.3',
      'classifier.6',
    ]);
    expect(names({ batchNorm: true }).slice(-5, -3)).toEqual(['features.40', 'features.41']);
  });

  it('refuses other depths', () => {
    expect(() => vgg({ depth: 12 as 11 })).toThrow(/11 or 13 or 16 or 19, got 12/);
  });
});
