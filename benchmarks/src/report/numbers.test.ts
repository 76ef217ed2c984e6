import { describe, expect, it } from 'vitest';
import { measured } from '../measure/cell.ts';
import { formatCell, formatMebibytes, formatMs, formatSpeedup, threeDigits } from './numbers.ts';

describe('threeDigits', () => {
  it.each([
    [0, '0'],
    [0.012345, '0.0123'],
    [0.5, '0.500'],
    [1.2345, '1.23'],
    [12.345, '12.3'],
    [123.45, '123'],
    [1234.5, '1235'],
    [-1.5, '-1.50'],
  ])('of %d is %s', (value, expected) => {
    expect(threeDigits(value)).toBe(expected);
  });
});

describe('what the table shows', () => {
  it('is a median, a single time, a limit, or why there is none', () => {
    expect(formatMs(9999)).toBe('9999 ms');
    expect(formatMs(12_340)).toBe('12.3 s');
    expect(formatCell(measured([3, 1, 2]))).toBe('2.00 ms');
    expect(formatCell({ status: 'once', ms: 98_700 })).toBe('98.7 s (once)');
    expect(formatCell({ status: 'over', seconds: 120 })).toBe('> 120 s');
    expect(formatCell({ status: 'cannot', reason: 'no kernel' })).toBe('cannot');
    expect(formatCell(undefined)).toBe('');
  });

  it('is a ratio with its quartiles', () => {
    expect(formatSpeedup({ median: 1.234, q1: 1.2, q3: 1.27 })).toBe('1.23 (1.20 - 1.27)');
    expect(formatSpeedup({ once: 900 })).toBe('900');
    expect(formatSpeedup({ atLeast: 1234.5 })).toBe('> 1235');
    expect(formatSpeedup(undefined)).toBe('');
    expect(formatMebibytes(3 * 2 ** 20)).toBe('3 MiB');
  });
});
