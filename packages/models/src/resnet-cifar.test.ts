import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { resnet20, resnet32, resnet44, resnet56, resnet110, resnetCifar } from './resnet-cifar.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, predict, trainableCount } from './test-support.ts';

const image = () => noise('image', [1, 32, 32, 3]);

describe('resnetCifar', () => {
  itIsANetwork({
    create: resnetCifar,
    torch: fixture.networks.resnet20A,
    input: image,
    refuses: [
      { depth: 2 },
      { depth: 18 },
      { depth: 20.5 },
      { depth: Number.POSITIVE_INFINITY },
      { shortcut: 'C' as 'A' },
      { zeros: 'before' as 'after' },
      { classes: 0 },
    ],
  });

  // He et al. 2015, table 6, gives 0.27 M, 0.46 M, 0.66 M, 0.85 M and 1.7 M.
  it.each([
    [20, 269_722, 272_474],
    [32, 464_154, 466_906],
    [44, 658_586, 661_338],
    [56, 853_018, 855_770],
    [110, 1_727_962, 1_730_714],
  ] as const)('of depth %i has %i weights, %i with projections', (depth, optionA, optionB) => {
    const models = [resnetCifar({ depth }), resnetCifar({ depth, shortcut: 'B' })];
    expect(models.map(trainableCount)).toEqual([optionA, optionB]);
    for (const model of models) model.dispose();
  });

  it('halves the image and doubles the channels twice', () => {
    const model = resnetCifar({ classes: 3 });
    const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes).toMatchObject({
      stem_relu: [null, 32, 32, 16],
      stage1_3_relu: [null, 32, 32, 16],
      stage2_3_relu: [null, 16, 16, 32],
      stage3_3_relu: [null, 8, 8, 64],
      pool: [null, 64],
      logits: [null, 3],
    });
    model.dispose();
  });

  it('starts its convolutions as He et al. do and normalizes as PyTorch does', () => {
    const model = resnetCifar({ seed: 3 });
    const kernel = model.getLayer('stage3_2a_conv').getWeights()[0]?.dataSync() ?? [];
    const variance = Array.from(kernel).reduce((sum, w) => sum + w * w, 0) / kernel.length;
    // 36 864 values: the standard error of the variance is 0.7 %.
    expect(Math.abs(variance / (2 / (9 * 64)) - 1)).toBeLessThan(0.04);
    expect(model.getLayer('stage3_2a_bn').getConfig()).toMatchObject({ epsilon: 1e-5, momentum: 0.9 });
    model.dispose();
  });
});

describe('resnetCifar with projections', () => {
  itIsANetwork({
    create: (options: { seed?: number } = {}) => resnetCifar({ ...options, shortcut: 'B' }),
    torch: fixture.networks.resnet20B,
    input: image,
    refuses: [],
  });
});

describe('resnetCifar with zeros around the channels', () => {
  it('is the network with its channels in another order', () => {
    const models = [resnetCifar({ seed: 1 }), resnetCifar({ seed: 1, zeros: 'around' })];
    const x = image();
    const [after, around] = models.map((model) => predict(model, x));
    expect(models.map(trainableCount)).toEqual([269_722, 269_722]);
    expect(models[1]?.getLayer('stage2_1_shortcut').getConfig().zeros).toBe('around');
    expect(around).not.toEqual(after);
    for (const thing of [x, ...models]) thing.dispose();
  });
});

describe('resnet20 to resnet110', () => {
  it.each([
    [resnet20, 20, 269_722],
    [resnet32, 32, 464_154],
    [resnet44, 44, 658_586],
    [resnet56, 56, 853_018],
    [resnet110, 110, 1_727_962],
  ] as const)(
    '%o is the network of depth %i, whatever a caller without types asks for',
    (create, depth, weights) => {
      const model = create({ depth: 8, classes: 4 } as { classes: number });
      expect(model.name).toBe(`resnet${depth}`);
      expect(trainableCount(model)).toBe(weights - 6 * 65);
      model.dispose();
    },
  );
});
