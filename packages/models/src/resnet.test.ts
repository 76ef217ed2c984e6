import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type ResnetConfig, resnet, resnet18, resnet34, resnet50, resnet101, resnet152 } from './resnet.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, REFUSED } from './test-zoo.ts';

const odd = [50, 39, 3] as const;
const small = { classes: 10, width: 1 / 8 } as const;

describe('resnet18', () => {
  itIsANetwork({
    create: (config: ResnetConfig = {}) => resnet18({ ...small, inputShape: odd, ...config }),
    torch: fixture.networks.resnet18,
    input: () => noise('image', [1, ...odd]),
    refuses: [
      ...REFUSED,
      { width: 0 },
      { stem: 'tiny' as 'cifar' },
      { style: 'timm' as 'keras' },
      { batchNormMomentum: 1 },
    ],
  });
  itLearns(() => resnet18({ ...small, inputShape: [32, 32, 3], seed: 1 }), 0.02);
});

describe('resnet50', () => {
  itIsANetwork({
    create: (config: ResnetConfig = {}) => resnet50({ ...small, inputShape: odd, ...config }),
    torch: fixture.networks.resnet50,
    input: () => noise('image', [1, ...odd]),
    refuses: [],
  });

  it('halves the image in the stem twice, and before each stage but the first', () => {
    const model = resnet50({ width: 1 / 16, initialWeights: 'zeros' });
    const shapes = Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes).toMatchObject({
      relu: [null, 112, 112, 4],
      maxpool: [null, 56, 56, 4],
      'layer1.2': [null, 56, 56, 16],
      'layer2.0.conv1': [null, 56, 56, 8],
      'layer2.0.conv2': [null, 28, 28, 8],
      'layer3.5': [null, 14, 14, 64],
      'layer4.2': [null, 7, 7, 128],
      avgpool: [null, 128],
      fc: [null, 1000],
    });
    model.dispose();
  });

  it("has Keras' stride on the first convolution of a block", () => {
    const model = resnet50({ width: 1 / 16, initialWeights: 'zeros', style: 'keras' });
    expect(model.getLayer('layer2.0.conv1').outputShape).toEqual([null, 28, 28, 8]);
    expect(model.getLayer('bn1').getConfig().epsilon).toBe(1.001e-5);
    model.dispose();
  });
});

describe('resnet50 with the stem for CIFAR', () => {
  itIsANetwork({
    create: (config: ResnetConfig = {}) =>
      resnet50({ classes: 10, width: 1 / 16, stem: 'cifar', inputShape: [15, 16, 3], ...config }),
    torch: fixture.networks.resnet50cifar,
    input: () => noise('image', [1, 15, 16, 3]),
    refuses: [],
  });
});

describe('resnet', () => {
  const cifar = { stem: 'cifar', classes: 10, inputShape: [32, 32, 3] } as const;
  const keras = { style: 'keras' } as const;
  itCounts([
    { name: 'resnet18', create: resnet18, torch: 11_689_512, keras: 11_699_112 },
    { name: 'resnet34', create: resnet34, torch: 21_797_672, keras: 21_814_696 },
    { name: 'resnet50', create: resnet50, torch: 25_557_032, keras: 25_610_152 },
    { name: 'resnet101', create: resnet101, torch: 44_549_160, keras: 44_654_504 },
    { name: 'resnet152', create: resnet152, torch: 60_192_808, keras: 60_344_232 },
    // Keras applications: their convolutions have biases.
    {
      name: "Keras' resnet50",
      create: (c) => resnet50({ ...c, ...keras }),
      torch: 25_583_592,
      keras: 25_636_712,
    },
    {
      name: "Keras' resnet101",
      create: (c) => resnet101({ ...c, ...keras }),
      torch: 44_601_832,
      keras: 44_707_176,
    },
    {
      name: "Keras' resnet152",
      create: (c) => resnet152({ ...c, ...keras }),
      torch: 60_268_520,
      keras: 60_419_944,
    },
    {
      name: 'resnet18 for CIFAR',
      create: (c) => resnet18({ ...c, ...cifar }),
      torch: 11_173_962,
      keras: 11_183_562,
    },
    {
      name: 'resnet34 for CIFAR',
      create: (c) => resnet34({ ...c, ...cifar }),
      torch: 21_282_122,
      keras: 21_299_146,
    },
    {
      name: 'resnet50 for CIFAR',
      create: (c) => resnet50({ ...c, ...cifar }),
      torch: 23_520_842,
      keras: 23_573_962,
    },
  ]);

  it('refuses other depths', () => {
    expect(() => resnet({ depth: 20 as 18 })).toThrow(/18 or 34 or 50 or 101 or 152, got 20/);
  });
});
