import { format } from 'd3-format';
import { parseFormat } from './number-format.ts';

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/**
 * Labels for tick values: with `specifier` (d3-format) where given, given as many more digits as it takes to
 * tell neighbours apart, so that ".0%" over 0.97 to 0.99 reads 97.0%, 97.5%, 98.0%, not 97%, 98%, 98%.
 */
export function formatTicks(ticks: readonly number[], specifier: string): readonly string[] {
  const wanted = parseFormat(specifier);
  const fewest = Number.isNaN(wanted.precision ?? Number.NaN) ? undefined : wanted.precision;
  let labels = ticks.map(format(specifier));
  for (let more = 1; fewest !== undefined && more <= 6 && new Set(labels).size < ticks.length; more++) {
    wanted.precision = fewest + more;
    labels = ticks.map(format(wanted.toString()));
  }
  return labels;
}

/** Labels for a linear axis: plain decimals, SI prefixes from a million up, powers of ten beyond 1e-4 and 1e15. */
export function formatLinear(ticks: readonly number[], step: number): readonly string[] {
  const largest = Math.max(...ticks.map(Math.abs), step);
  if (largest < 1e-4 || largest >= 1e15) return ticks.map(power);
  if (largest >= 1e6) return formatTicks(ticks, '.1~s');
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks.map(format(`,.${decimals}f`));
}

/** Labels for a logarithmic axis: decimals where all are from 0.001 to 10,000, else powers such as 2×10⁻⁴. */
export function formatLog(ticks: readonly number[]): readonly string[] {
  const decimals = ticks.every((value) => value >= 1e-3 && value < 1e5);
  return ticks.map(decimals ? (value) => format(',')(Number(value.toPrecision(12))) : power);
}

function power(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  const mantissa = Number((value / 10 ** exponent).toPrecision(4));
  if (exponent === 0 || exponent === 1) return format('.4~r')(value);
  const ten = `10${[...String(exponent)].map((digit) => SUPERSCRIPTS[digit]).join('')}`;
  return mantissa === 1 ? ten : `${format('.4~r')(mantissa)}×${ten}`;
}
