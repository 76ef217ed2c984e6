import { describe, expect, it } from 'vitest';
import { ModelError } from './errors.ts';
import { seedStreams } from './seed-streams.ts';

describe('seedStreams', () => {
  it('gives every layer of neighbouring seeds streams of its own', () => {
    const taken = [-1, 0, 1, 2 ** 32].flatMap((seed) => {
      const stream = seedStreams(seed);
      const pair = stream(2);
      return [pair, pair + 1, ...Array.from({ length: 4094 }, () => stream())];
    });
    expect(new Set(taken).size).toBe(4 * 4096);
    expect(taken.every(Number.isSafeInteger)).toBe(true);
  });

  it('refuses the stream that belongs to the next seed', () => {
    const stream = seedStreams(3);
    stream(4096);
    expect(() => stream()).toThrow(ModelError);
  });
});
