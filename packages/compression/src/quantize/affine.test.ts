import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightValueError } from '../errors.ts';
import { quantizeAffine } from './affine.ts';
import { toFloat16 } from './float16.ts';
import { roundHalfEven } from './rounding.ts';

/** 4096 values that NumPy makes too, and the digests of what the converter's rule makes of them under NumPy 2.4. */
const series = Float32Array.from({ length: 4096 }, (_, i) =>
  Math.fround(Math.fround(((i * 2_654_435_761) % 65_536) / 65_536 - 0.3) * Math.fround(1.7)),
);
const digest = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  createHash('sha256')
    .update(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength))
    .digest('hex');

describe('quantizeAffine', () => {
  it('gives the example of the Python converter', () => {
    const { values, min, scale } = quantizeAffine(Float32Array.of(0, -0.1, 1.2), 'uint8');
    expect([...values]).toEqual([20, 0, 255]);
    expect(min).toBe(-0.10196078817049663);
    expect(scale).toBe(0.0050980394085248315);
    expect([...quantizeAffine(Float32Array.of(0, -0.1, 1.2), 'uint16').values]).toEqual([5041, 0, 65_535]);
  });

  it.each([
    [
      'uint8',
      -0.5132080258107653,
      0.006665039296243705,
      '5a359f0d64476099ca5209704762f66a29a8a26a34c72c45427102eef328ffc8',
    ],
    [
      'uint16',
      -0.5099922091853403,
      2.5934005043749824e-5,
      '341b7124aa98824dbed4d4afc582b9600822d4055d81ff4a196325a0e2addec7',
    ],
  ] as const)('writes the bytes of NumPy: %s', (dtype, min, scale, sha256) => {
    const quantized = quantizeAffine(series, dtype);
    expect([quantized.min, quantized.scale]).toEqual([min, scale]);
    expect(digest(quantized.values)).toBe(sha256);
  });

  it('does not move a range without 0', () => {
    const positive = series.filter((value) => value > 0.2);
    const { values, min, scale } = quantizeAffine(positive, 'uint8');
    expect([positive.length, min, scale]).toEqual([2385, 0.20028749108314514, 0.0038795979583964627]);
    expect(digest(values)).toBe('501ca5a799841e05de91ef0c461c6698cbdec2d266ebee6c6fa037c4c9d10869');
  });

  it('keeps equal values exactly, and takes none', () => {
    expect(quantizeAffine(Float32Array.of(0.1, 0.1), 'uint8')).toEqual({
      values: new Uint8Array(2),
      min: Math.fround(0.1),
      scale: 1,
    });
    expect(quantizeAffine(new Float32Array(0), 'uint16').values).toHaveLength(0);
  });

  it('gives every value back within half a step, and 0 exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 }),
        fc.constantFrom('uint8' as const, 'uint16' as const),
        (list, dtype) => {
          const values = Float32Array.from(list, (value) => value + 0);
          const { values: q, min, scale } = quantizeAffine(values, dtype);
          for (const [i, integer] of q.entries()) {
            const value = values[i] as number;
            // The end of the range that moving it clips is off by at most half a step too. Rounding of min, scale and their product: a few ulp of the range.
            const bound = scale / 2 + 8 * 2 ** -52 * (Math.abs(min) + Math.abs(value) + 65_535 * scale);
            expect(Math.abs(integer * scale + min - value)).toBeLessThanOrEqual(bound);
            if (value === 0 && scale !== 1) expect(Math.abs(integer * scale + min)).toBe(0);
          }
        },
      ),
    );
  });

  it('refuses what has no place between two extremes', () => {
    expect(() => quantizeAffine(Float32Array.of(1, Number.NaN), 'uint8', 'a/kernel')).toThrow(
      WeightValueError,
    );
    expect(() => quantizeAffine(Float32Array.of(Number.NEGATIVE_INFINITY), 'uint8', 'a/kernel')).toThrow(
      /a\/kernel holds -Infinity at 0/,
    );
    // Moved by less than half a step, the end would be loaded as infinity.
    const largest = Float32Array.of(-3.4e38, 0, 3.4028234e38);
    expect(() => quantizeAffine(largest, 'uint8', 'a/kernel')).toThrow(/a\/kernel reaches .* uint8/);
    expect(quantizeAffine(Float32Array.of(-1e38, 3e38), 'uint8').values).toEqual(Uint8Array.of(0, 255));
  });
});

describe('toFloat16', () => {
  it('rounds as NumPy', () => {
    const bytes = toFloat16(
      Float32Array.of(1, -2, 5.960464e-8, 65_504, 0.1, 1 / 3, 65_519, 2.98e-8, 2 ** -25, 6.1e-5),
    );
    expect([...new Uint16Array(bytes.buffer)]).toEqual([
      0x3c00, 0xc000, 1, 0x7bff, 0x2e66, 0x3555, 0x7bff, 0, 0, 0x3ff,
    ]);
    expect(digest(toFloat16(series))).toBe(
      '31229b65bf46cea60663c18ff842af571e1f4d2bf08c3eda14407d7ac1c36f67',
    );
  });

  it.each([65_520, -1e6, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => toFloat16(Float32Array.of(0, value), 'a/kernel')).toThrow(WeightValueError);
  });
});

it('roundHalfEven rounds ties to even', () => {
  expect(
    [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, 3.2, -3.7].map(roundHalfEven).map((x) => x + 0),
  ).toEqual([0, 2, 2, 0, -2, -2, 0, 3, -4]);
});
