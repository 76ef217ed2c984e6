import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { mobilenetCifar } from './mobilenet-cifar.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, trainableCount } from './test-support.ts';

describe('mobilenetCifar', () => {
  itIsANetwork({
    create: mobilenetCifar,
    torch: fixture.networks.mobilenetCifar,
    input: () => noise('image', [1, 32, 32, 3]),
    refuses: [
      { width: 0 },
      { width: -1 },
      { width: Number.NaN },
      { width: Number.POSITIVE_INFINITY },
      { classes: 0 },
    ],
  });

  it("has the paper's channels at width 1", () => {
    const model = mobilenetCifar({ width: 1 });
    expect(trainableCount(model)).toBe(fixture.networks.mobilenetCifar1.trainable);
    const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes).toMatchObject({
      stem_relu: [null, 32, 32, 32],
      block1_pointwise_relu: [null, 32, 32, 64],
      block3_pointwise_relu: [null, 16, 16, 128],
      block5_pointwise_relu: [null, 8, 8, 256],
      block11_pointwise_relu: [null, 4, 4, 512],
      block13_depthwise_relu: [null, 2, 2, 1024],
      pool: [null, 1024],
      logits: [null, 10],
    });
    model.dispose();
  });

  it('keeps at least one channel in every layer', () => {
    const model = mobilenetCifar({ width: 1e-6, classes: 2 });
    // 27 kernels of one channel (the stem has 27 weights, depthwise 9, pointwise 1), 27 batch norms, the dense layer.
    expect(trainableCount(model)).toBe(27 + 13 * (9 + 1) + 27 * 2 + 2 + 2);
    model.dispose();
  });
});
