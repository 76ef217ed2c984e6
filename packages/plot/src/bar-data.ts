import { LARGEST } from './domain.ts';
import { PlotError } from './plot-error.ts';

/** One bar in each category. */
export interface BarSeries {
  /** Its name in the legend. */
  readonly name: string;
  /** As many as there are categories. NaN, infinities and sizes above 1e300 leave a gap. */
  readonly values: ArrayLike<number>;
  /** Half the length of each error bar, for example a standard deviation; 0 or more. */
  readonly errors?: ArrayLike<number>;
}

/** Checked bars of the categories that are drawn. */
export interface Bars {
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly errors: readonly number[];
  }[];
  /** Every number that the axis has to reach. */
  readonly reach: readonly number[];
  /** What was left out, in words. */
  readonly left: string;
}

/** More categories than this are not told apart. */
const MOST = 60;

/** @throws PlotError where there is nothing to draw, or lengths differ */
export function barData(categories: readonly string[], given: readonly BarSeries[], where: string): Bars {
  if (categories.length === 0 || given.length === 0) {
    throw new PlotError(
      `${where}: there are ${categories.length} categories and ${given.length} series; give at least one of each.`,
    );
  }
  const shown = categories.slice(0, MOST);
  const series = given.map(({ name, values, errors = [] }) => {
    if (values.length !== categories.length || (errors.length !== 0 && errors.length !== values.length)) {
      throw new PlotError(
        `${where}: series "${name}" has ${values.length} values and ${errors.length} errors for ${categories.length} categories; give as many.`,
      );
    }
    const wrong = Array.from(errors).findIndex((error) => !(error >= 0 && error <= LARGEST));
    if (wrong !== -1) {
      throw new PlotError(
        `${where}: error ${wrong} of series "${name}" is ${errors[wrong]}; give 0 or more.`,
      );
    }
    return {
      name,
      values: Array.from(values).slice(0, MOST),
      errors: Array.from(errors).slice(0, MOST),
    };
  });
  const reach = series.flatMap(({ values, errors }) =>
    values.flatMap((value, index) =>
      drawn(value) ? [value - (errors[index] ?? 0), value + (errors[index] ?? 0)] : [],
    ),
  );
  if (reach.length === 0) throw new PlotError(`${where}: no value is a number of size ${LARGEST} at most.`);
  const missing = series.reduce((sum, { values }) => sum + values.filter((value) => !drawn(value)).length, 0);
  const left = [
    ...(missing === 0 ? [] : [`Left out: ${missing} of ${shown.length * series.length} values, not finite.`]),
    ...(shown.length === categories.length
      ? []
      : [`The first ${MOST} of ${categories.length} categories are drawn.`]),
  ];
  // Bars of no height stand on the axis, not in the middle of it.
  const least = reach.every((value) => value === 0) ? [0, 1] : [0];
  return { categories: shown, series, reach: [...least, ...reach], left: left.join(' ') };
}

/** Whether a bar of this value can be drawn. */
export function drawn(value: number): boolean {
  return Math.abs(value) <= LARGEST;
}
