import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mnist } from './mnist.ts';
import { channelStats } from './stats.ts';

test('one channel: 0, 255, 255, 0 has mean 1/2 and deviation 1/2', () => {
  expect(channelStats(Uint8Array.of(0, 255, 255, 0), 1)).toEqual({ mean: [0.5], std: [0.5] });
});

test('channels are apart: 51, 102, 204 and a constant', () => {
  const { mean, std } = channelStats(Uint8Array.of(51, 7, 102, 7, 204, 7), 2);
  // 119 / 255, and the root of the mean of 68^2, 17^2 and 85^2, over 255.
  expect(mean).toEqual([119 / 255, 7 / 255]);
  expect(std[0]).toBeCloseTo(Math.sqrt(4046) / 255, 15);
  expect(std[1]).toBe(0);
});

test('mean and deviation are those of two passes over the pixels', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 3, maxLength: 3 }), { minLength: 1 }), (pixels) => {
      const { mean, std } = channelStats(Uint8Array.from(pixels.flatMap((pixel) => [...pixel])), 3);
      for (let c = 0; c < 3; c++) {
        const values = pixels.map((pixel) => pixel[c]! / 255);
        const average = values.reduce((sum, x) => sum + x, 0) / values.length;
        const variance = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / values.length;
        // Sums of at most ten or some hundred numbers in [0, 1]: their rounding is below n * 2^-53 each.
        expect(Math.abs(mean[c]! - average)).toBeLessThan(1e-13);
        expect(Math.abs(std[c]! ** 2 - variance)).toBeLessThan(1e-13);
      }
    }),
  );
});

test('nearly equal pixels, where the difference of two sums would cancel', () => {
  const bytes = new Uint8Array(1_000_000).fill(254);
  bytes[500_000] = 255;
  const [std] = channelStats(bytes, 1).std;
  expect(std! * 255).toBeCloseTo(Math.sqrt(1e-6 * (1 - 1e-6)), 15);
});

describe.skipIf(!process.env.GRADLAB_DATA)('MNIST from GRADLAB_DATA (skipped where it is unset)', () => {
  test('has the published mean 0.1307 and standard deviation 0.3081', async () => {
    const { train } = await mnist();
    const { mean, std } = train.stats();
    expect(mean[0]).toBeCloseTo(0.1307, 4);
    expect(std[0]).toBeCloseTo(0.3081, 4);
    expect([mean.length, std.length]).toEqual([1, 1]);
  });
});
