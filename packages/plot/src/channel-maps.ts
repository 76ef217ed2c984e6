import { type ColorScale, divergingScale, sequentialScale } from './color-scale.ts';
import type { GridImage } from './grid-image.ts';
import { PlotError } from './plot-error.ts';

/** One channel of numbers, [height, width], row by row. */
export interface ChannelMap {
  readonly values: Float64Array;
  readonly height: number;
  readonly width: number;
  readonly caption: string;
}

/** How numbers become colours: by one scale for all maps, or by one for each. */
export type MapScale = 'shared' | 'own';
export type MapColors = 'sequential' | 'diverging';

/** The maps as images, and the scale that they share where they do. */
export interface ColoredMaps {
  readonly images: readonly GridImage[];
  readonly shared: ColorScale | undefined;
}

/** Every `step`-th value from `first` on: one channel of many. */
export function everyNth(
  values: ArrayLike<number>,
  first: number,
  step: number,
  count: number,
): Float64Array {
  const own = new Float64Array(count);
  for (let index = 0; index < count; index++) own[index] = values[first + index * step] as number;
  return own;
}

/** Checks that a size has whole positive sides and as many values. */
export function checkValues(values: ArrayLike<number>, shape: readonly number[], where: string): void {
  if (!shape.every((side) => Number.isInteger(side) && side > 0)) {
    throw new PlotError(`${where}: the shape is [${shape.join(', ')}]; give whole numbers from 1.`);
  }
  const size = shape.reduce((product, side) => product * side, 1);
  if (values.length !== size) {
    throw new PlotError(
      `${where}: the shape [${shape.join(', ')}] needs ${size} values, but there are ${values.length}.`,
    );
  }
}

/** Colours maps. `where` names the figure in errors. */
export function colorMaps(
  maps: readonly ChannelMap[],
  colors: MapColors,
  scale: MapScale,
  where: string,
): ColoredMaps {
  for (const { values, caption } of maps) {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1)
      throw new PlotError(`${where}: the value at index ${wrong} of map "${caption}" is ${values[wrong]}.`);
  }
  const shared = scale === 'shared' ? scaleFor(maps, colors) : undefined;
  return { images: maps.map((map) => imageOf(map, shared ?? scaleFor([map], colors))), shared };
}

function scaleFor(maps: readonly ChannelMap[], colors: MapColors): ColorScale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of maps) {
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return colors === 'diverging'
    ? divergingScale(Math.max(Math.abs(low), Math.abs(high)))
    : sequentialScale({ domain: [low, high] });
}

function imageOf({ values, height, width, caption }: ChannelMap, { rgb }: ColorScale): GridImage {
  const pixels = new Uint8Array(values.length * 3);
  for (let index = 0; index < values.length; index++) {
    const [red, green, blue] = rgb(values[index] as number);
    pixels[3 * index] = red;
    pixels[3 * index + 1] = green;
    pixels[3 * index + 2] = blue;
  }
  return { pixels, shape: [height, width, 3], caption };
}
