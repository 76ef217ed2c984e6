import { format, formatSpecifier } from 'd3-format';
import { PlotError } from './plot-error.ts';

/** A d3-format specifier taken apart; unlike d3's own, the error says where specifiers come from. */
export function parseFormat(specifier: string): ReturnType<typeof formatSpecifier> {
  try {
    return formatSpecifier(specifier);
  } catch (cause) {
    throw new PlotError(
      `format "${specifier}" is no d3-format specifier; write for example ".0%" or ".3f".`,
      {
        cause,
      },
    );
  }
}

/** A function that writes numbers in a d3-format. */
export function numberFormat(specifier: string): (value: number) => string {
  return format(parseFormat(specifier).toString());
}
