import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/networks.json' with { type: 'json' };
import { rowRnn } from './row-rnn.ts';
import { noise } from './test-formula.ts';
import { itIsANetwork, trainableCount } from './test-support.ts';

describe('rowRnn', () => {
  itIsANetwork({
    create: rowRnn,
    torch: fixture.networks.rowRnn,
    input: () => noise('image', [1, 32, 32, 3]),
    refuses: [{ hidden: 0 }, { depth: 0 }, { depth: 1.5 }, { classes: -1 }],
  });

  it('reads 32 rows of 96 values and keeps the last state', () => {
    const model = rowRnn({ hidden: 6, classes: 3 });
    expect(model.layers.map(({ name, outputShape }) => [name, outputShape])).toEqual([
      ['rows', [null, 32, 96]],
      ['rnn1', [null, 32, 6]],
      ['rnn2', [null, 6]],
      ['logits', [null, 3]],
    ]);
    const [first, second] = [96 * 6 + 6 * 6 + 2 * 6, 6 * 6 + 6 * 6 + 2 * 6];
    expect(trainableCount(model)).toBe(first + second + 6 * 3 + 3);
    model.dispose();
  });
});
