import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { mlp } from './mlp.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, predict, trainableCount } from './test-support.ts';

describe('mlp', () => {
  itIsANetwork({
    create: mlp,
    torch: fixture.networks.mlp,
    input: () => noise('image', [1, 784]),
    refuses: [
      { units: [] },
      { units: [784] },
      { units: [784, 0, 10] },
      { units: [2.5, 10] },
      { units: [784, Number.NaN] },
      { inputShape: [] },
      { inputShape: [28, 27] },
      { inputShape: [-28, -28] },
    ],
  });

  it('has the weights of LeNet-300-100', () => {
    const model = mlp();
    expect(trainableCount(model)).toBe(784 * 300 + 300 + (300 * 100 + 100) + (100 * 10 + 10));
    expect(model.layers.map(({ outputShape }) => outputShape)).toEqual([
      [null, 300],
      [null, 100],
      [null, 10],
    ]);
    model.dispose();
  });

  it('takes images as well as vectors', () => {
    const [ofVectors, ofImages] = [mlp({ seed: 4 }), mlp({ seed: 4, inputShape: [28, 28, 1] })];
    const [vector, image] = [noise('image', [1, 784]), noise('image', [1, 28, 28, 1])];
    expect(predict(ofImages, image)).toEqual(predict(ofVectors, vector));
    for (const thing of [ofVectors, ofImages, vector, image]) thing.dispose();
  });
});
