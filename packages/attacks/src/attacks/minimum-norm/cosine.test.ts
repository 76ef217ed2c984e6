import { describe, expect, it } from 'vitest';
import { cosine } from './cosine.ts';

describe('cosine', () => {
  it.each([
    // DDN's steps, 0.01 + 0.99 (1 + cos(pi i / 100)) / 2.
    [0, 1],
    [25, 0.8550179],
    [50, 0.505],
    [99, 0.0102443],
    [100, 0.01],
  ])('is at step %d of 100 %d', (step, expected) => {
    expect(cosine(1, 0.01, step, 100)).toBeCloseTo(expected, 7);
  });
});
