import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type MobilenetV2Config, mobilenetV2 } from './mobilenet-v2.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, REFUSED } from './test-zoo.ts';

const odd = [50, 39, 3] as const;
const small = { classes: 10, width: 0.25, inputShape: odd } as const;

describe('mobilenetV2', () => {
  itIsANetwork({
    create: (config: MobilenetV2Config = {}) => mobilenetV2({ ...small, ...config }),
    torch: fixture.networks.mobilenetV2,
    input: () => noise('image', [1, ...odd]),
    refuses: [...REFUSED, { width: 0 }, { padding: 'valid' as 'same' }, { dropout: 1 }],
  });
  itLearns(() => mobilenetV2({ ...small, inputShape: [32, 32, 3], dropout: 0, seed: 1 }), 0.01);

  itCounts([
    { name: 'mobilenetV2', create: mobilenetV2, torch: 3_504_872, keras: 3_538_984 },
    // The published quantized network, with batch norm folded into biases and a class for the background.
    {
      name: 'the folded one',
      create: (c) => mobilenetV2({ ...c, batchNorm: false, padding: 'same', classes: 1001 }),
      torch: 3_489_097,
    },
  ]);

  it('rounds channels to multiples of 8, by no more than a tenth down', () => {
    const model = mobilenetV2({ width: 0.75, inputShape: [32, 32, 3], initialWeights: 'zeros' });
    const channels = (name: string) => model.getLayer(name).outputShape.at(-1);
    // 24, 12 -> 16 (as 8 is less than 10.8), 18 -> 24 (as 16 is less than 16.2), 72, and never fewer than 1280 at the end.
    expect(channels('features.0.0')).toBe(24);
    expect(channels('features.1.conv.1')).toBe(16);
    expect(channels('features.2.conv.2')).toBe(24);
    expect(channels('features.11.conv.2')).toBe(72);
    expect(channels('features.18.0')).toBe(1280);
    model.dispose();
  });
});
