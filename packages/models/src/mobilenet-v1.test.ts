import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type MobilenetConfig, mobilenetV1 } from './mobilenet-v1.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, REFUSED } from './test-zoo.ts';

const odd = [50, 39, 3] as const;
const small = { classes: 10, width: 1 / 8, inputShape: odd } as const;

describe('mobilenetV1', () => {
  itIsANetwork({
    create: (config: MobilenetConfig = {}) => mobilenetV1({ ...small, ...config }),
    torch: fixture.networks.mobilenetV1,
    input: () => noise('image', [1, ...odd]),
    refuses: [...REFUSED, { width: 0 }, { padding: 'valid' as 'same' }, { dropout: 1 }],
  });
  itLearns(() => mobilenetV1({ ...small, inputShape: [32, 32, 3], dropout: 0, seed: 1 }), 0.1);

  const folded = { batchNorm: false, padding: 'same', classes: 1001 } as const;
  itCounts([
    { name: 'mobilenetV1', create: mobilenetV1, torch: 4_231_976, keras: 4_253_864 },
    // The published quantized networks, with batch norm folded into biases and a class for the background.
    {
      name: 'a quarter, folded',
      create: (c) => mobilenetV1({ ...c, ...folded, width: 0.25, inputShape: [128, 128, 3] }),
      torch: 467_593,
    },
    { name: 'a half, folded', create: (c) => mobilenetV1({ ...c, ...folded, width: 0.5 }), torch: 1_326_633 },
    {
      name: 'three quarters, folded',
      create: (c) => mobilenetV1({ ...c, ...folded, width: 0.75 }),
      torch: 2_578_121,
    },
  ]);

  it("pads below and to the right where TensorFlow's padding is asked for", () => {
    const names = (padding: 'same' | 'symmetric') => {
      const model = mobilenetV1({ ...small, padding, initialWeights: 'zeros' });
      const pads = model.layers.filter((layer) => layer.getClassName() === 'ZeroPadding2D').length;
      const last = model.getLayer('block13_pointwise').outputShape;
      model.dispose();
      return [pads, last];
    };
    expect(names('symmetric')).toEqual([5, [null, 2, 2, 128]]);
    expect(names('same')).toEqual([0, [null, 2, 2, 128]]);
  });
});
