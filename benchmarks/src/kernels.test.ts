import { describe, expect, it } from 'vitest';
import { flopsOf, KERNELS } from './kernels.ts';

const titled = (title: string) => {
  const kernel = KERNELS.find((candidate) => candidate.title === title);
  if (kernel === undefined) throw new Error(`no kernel ${title}`);
  return kernel;
};

describe('KERNELS', () => {
  it('counts two operations for each multiply-add, by hand', () => {
    expect(flopsOf(titled('matMul 128 x 784 x 300, At B'))).toBe(2 * 128 * 784 * 300);
    const stage = 2 * 128 * 32 * 32 * 16 * 16 * 9;
    for (const pass of ['forward', 'input gradient', 'filter gradient']) {
      expect(flopsOf(titled(`conv 3x3 16->16, 32x32, ${pass}`))).toBe(stage);
    }
    expect(flopsOf(titled('conv 3x3 16->32, 32x32 stride 2, forward'))).toBe(2 * 128 * 16 * 16 * 32 * 16 * 9);
    expect(flopsOf(titled('depthwise 3x3 32, 32x32, forward'))).toBe(2 * 128 * 32 * 32 * 32 * 9);
  });

  it('has a title for each', () => {
    expect(new Set(KERNELS.map(({ title }) => title)).size).toBe(KERNELS.length);
  });
});
