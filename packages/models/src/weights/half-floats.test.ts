import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bfloat16Of, float16Of, fromBfloat16, fromFloat16 } from './half-floats.ts';

const PATTERNS = Uint16Array.from({ length: 65_536 }, (_, i) => i);
const isNan16 = (bits: number) => (bits & 0x7fff) > 0x7c00;
const isNanB16 = (bits: number) => (bits & 0x7fff) > 0x7f80;

describe('half precision', () => {
  it('has the values of IEEE 754', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x8000, 0x3555);
    expect(Array.from(fromFloat16(bits))).toEqual([
      1,
      -2,
      65_504,
      2 ** -24,
      2 ** -14,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -0,
      0.333251953125,
    ]);
  });

  it('gives every pattern back that is a number, and every NaN as a NaN', () => {
    const back = float16Of(fromFloat16(PATTERNS));
    const wrong = PATTERNS.filter((bits) => {
      const returned = back[bits] as number;
      return isNan16(bits) ? !isNan16(returned) : returned !== bits;
    });
    expect([...wrong]).toEqual([]);
  });

  it('rounds to the nearest, ties to even', () => {
    const ulp = 2 ** -10;
    const values = Float32Array.of(1 + ulp / 2, 1 + 1.5 * ulp, 1 + 0.499 * ulp, 65_519, 65_520, 2 ** -25);
    expect(Array.from(fromFloat16(float16Of(values)))).toEqual([
      1,
      1 + 2 * ulp,
      1,
      65_504,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });
});

describe('bfloat16', () => {
  it('is the upper half of a float32', () => {
    expect(Array.from(fromBfloat16(Uint16Array.of(0x3f80, 0xc000, 0x4049, 0x0001, 0x7f80)))).toEqual([
      1,
      -2,
      3.140625,
      2 ** -133,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('gives every pattern back that is a number, and every NaN as a NaN', () => {
    const back = bfloat16Of(fromBfloat16(PATTERNS));
    const wrong = PATTERNS.filter((bits) => {
      const returned = back[bits] as number;
      return isNanB16(bits) ? !isNanB16(returned) : returned !== bits;
    });
    expect([...wrong]).toEqual([]);
  });

  it('rounds to the nearest, ties to even', () => {
    const ulp = 2 ** -7;
    const values = Float32Array.of(1 + ulp / 2, 1 + 1.5 * ulp, 1 + 0.5001 * ulp, 3.395e38, 3.4028235e38);
    expect(Array.from(fromBfloat16(bfloat16Of(values)))).toEqual([
      1,
      1 + 2 * ulp,
      1 + ulp,
      fromBfloat16(Uint16Array.of(0x7f80 - 1))[0],
      Number.POSITIVE_INFINITY,
    ]);
    // The NaN whose payload is in the lower half alone would become infinite.
    const nan = new Float32Array(Uint32Array.of(0x7f800001).buffer);
    expect(fromBfloat16(bfloat16Of(nan))[0]).toBeNaN();
  });

  it('is nowhere further than half a unit in its last place', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -(2 ** 100), max: 2 ** 100 }), (value) => {
        const [bits = 0] = new Uint32Array(Float32Array.of(value).buffer);
        const exponent = Math.max((bits >>> 23) & 0xff, 1) - 127;
        const near = fromBfloat16(bfloat16Of(Float32Array.of(value)))[0] as number;
        expect(Math.abs(near - value)).toBeLessThanOrEqual(2 ** (exponent - 8));
      }),
    );
  });
});
