import { describe, expect, it } from 'vitest';
import { formatDifference, formatValue, reportedOf } from './results.ts';

describe('formatting', () => {
  it('shows percent with two places, numbers with four digits, bounds as they were reported', () => {
    expect(formatValue(0.98844, 'percent')).toBe('98.84 %');
    expect(formatValue(0.000312999)).toBe('0.000313');
    expect(formatValue('< 0.5', 'percent')).toBe('< 50.00 %');
    expect(formatValue('>= 0.02')).toBe('>= 0.02');
    expect(formatValue('falls', 'percent')).toBe('falls');
    expect(formatValue(0.1 + 0.2)).toBe('0.3');
    expect(formatValue(12345.6)).toBe('12346');
    expect(formatValue(-0.5, 'percent')).toBe('-50.00 %');
  });

  it('shows differences with their sign, in points where they are percentages', () => {
    expect(formatDifference({ label: '', reported: 0.9884, format: 'percent' }, 0.9926)).toBe('+0.42 points');
    expect(formatDifference({ label: '', reported: 0.9884, format: 'percent' }, 0.98)).toBe(
      '\u22120.84 points',
    );
    expect(formatDifference({ label: '', reported: 2 }, 1.75)).toBe('\u22120.25');
    expect(formatDifference({ label: '', reported: 100 }, 1334)).toBe('+1234');
    // What rounds to nothing has no sign.
    expect(formatDifference({ label: '', reported: 0.3 }, 0.3)).toBe('0');
    expect(formatDifference({ label: '', reported: 0.9884, format: 'percent' }, 0.98839)).toBe('0.00 points');
    expect(formatDifference({ label: '', reported: '< 0.5', format: 'percent' }, 0.4)).toBe('');
  });

  it('takes the reported numbers out of the metrics unchanged', () => {
    const metrics = { a: { label: 'A', reported: 0.1 }, b: { label: 'B', reported: '< 0.5' } };
    expect(reportedOf({ metrics })).toEqual({ a: 0.1, b: '< 0.5' });
  });
});
