import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { lenet300100 } from './lenet300100.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, trainableCount } from './test-support.ts';

describe('lenet300100', () => {
  itIsANetwork({
    create: lenet300100,
    torch: fixture.networks.mlp,
    input: () => noise('image', [1, 784]),
    refuses: [{ classes: 0 }, { inputShape: [] }, { inputShape: [28, 0] }],
  });

  it('has 266 610 weights, and takes any input', () => {
    const models = [lenet300100(), lenet300100({ inputShape: [32, 32, 3], classes: 100 })];
    expect(models.map(trainableCount)).toEqual([
      266_610,
      3072 * 300 + 300 + 300 * 100 + 100 + 100 * 100 + 100,
    ]);
    for (const model of models) model.dispose();
  });
});
