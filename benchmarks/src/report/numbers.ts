import type { Cell, Speedup } from '../measure/cell.ts';

/** Three significant digits, and no more than the whole number: 0.0123, 1.23, 123, 1234. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

/** A time: seconds above ten of them. */
export function formatMs(ms: number): string {
  return ms >= 10_000 ? `${threeDigits(ms / 1000)} s` : `${threeDigits(ms)} ms`;
}

/** What the table shows for a cell: a time, why there is none, or nothing. */
export function formatCell(cell: Cell | undefined): string {
  switch (cell?.status) {
    case 'measured':
      return formatMs(cell.ms.median);
    case 'once':
      return `${formatMs(cell.ms)} (once)`;
    case 'over':
      return `> ${cell.seconds} s`;
    case 'cannot':
      return 'cannot';
    default:
      return '';
  }
}

/** A ratio with its quartiles: `1.23 (1.20 - 1.27)`. */
export function formatSpeedup(value: Speedup | undefined): string {
  if (value === undefined) return '';
  if ('once' in value) return threeDigits(value.once);
  if ('atLeast' in value) return `> ${threeDigits(value.atLeast)}`;
  return `${threeDigits(value.median)} (${threeDigits(value.q1)} - ${threeDigits(value.q3)})`;
}

export const formatMebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
