import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/zoo.json' with { type: 'json' };
import { type SoftmaxRegressionConfig, softmaxRegression } from './softmax-regression.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork } from './test-support.ts';
import { itCounts, itLearns, REFUSED } from './test-zoo.ts';

const small = { classes: 3, inputShape: [6, 5, 2] } as const;

describe('softmaxRegression', () => {
  itIsANetwork({
    create: (config: SoftmaxRegressionConfig = {}) => softmaxRegression({ ...small, ...config }),
    torch: fixture.networks.softmaxRegression,
    input: () => noise('image', [1, ...small.inputShape]),
    refuses: REFUSED,
  });
  itLearns(softmaxRegression, 0.01);
  itCounts([{ name: 'softmaxRegression', create: softmaxRegression, torch: 7850 }]);

  it('is one dense layer', () => {
    const model = softmaxRegression();
    expect(model.layers.map(({ name }) => name)).toEqual(['image', 'flatten', 'logits']);
    model.dispose();
  });
});
