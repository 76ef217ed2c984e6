import { describe, expect, it } from 'vitest';
import { verdict } from './verdict.ts';

describe('verdict', () => {
  it.each([
    // Negative logits: the margin is not the largest of products with a one-hot label, which would be 0.
    [[-1, -3, -5], 0, false, { reached: false, lacking: 2 }],
    [[-1, -3, -5], 2, false, { reached: true, lacking: -4 }],
    [[-1, -3, -5], 1, true, { reached: false, lacking: 2 }],
    [[-1, -3, -5], 0, true, { reached: true, lacking: -2 }],
    // The prediction is the first of equals.
    [[1, 1], 0, false, { reached: false, lacking: 0 }],
    [[1, 1], 1, false, { reached: true, lacking: 0 }],
    [[1, 1], 0, true, { reached: true, lacking: 0 }],
    [[1, 1], 1, true, { reached: false, lacking: 0 }],
  ])('of %j for class %d, targeted %s', (logits, label, targeted, expected) => {
    const found = verdict(logits, label, targeted);
    expect({ ...found, lacking: found.lacking + 0 }).toEqual(expected);
  });
});
