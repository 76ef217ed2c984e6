import { type ChannelMap, checkValues, colorMaps, everyNth, type MapScale } from './channel-maps.ts';
import type { Figure } from './figure.ts';
import { gridFigure } from './grid-figure.ts';
import { chosenChannels, mapKey } from './map-key.ts';
import { PlotError } from './plot-error.ts';
import type { Theme } from './theme.ts';

export interface FiltersOptions {
  readonly title: string;
  /** For readers who cannot see the filters; by default how many there are, how large, and what they range over. */
  readonly description?: string;
  /** height * width * inputs * outputs finite numbers in this order: the kernel of a convolution as TensorFlow.js keeps it. */
  readonly values: ArrayLike<number>;
  /** [height, width, inputs, outputs]. */
  readonly shape: readonly [number, number, number, number];
  /** Which filters (outputs) are drawn, in this order. By default the first ones, up to 64 maps in all. */
  readonly channels?: readonly number[];
  /** Which of their inputs are drawn, each as a map of its own. By default the first eight. */
  readonly inputs?: readonly number[];
  /** Under the maps, filter by filter: as many as maps are drawn. By default the filter's number, and the input's where there are several. */
  readonly captions?: readonly string[];
  /** One scale for all maps, so that they can be compared, or one for each, so that faint ones are seen. @default 'shared' */
  readonly scale?: MapScale;
  /** By default as many as fit into 560 pixels, and with several inputs whole filters. */
  readonly columns?: number;
  /** Pixels per side of a map; by default a whole multiple of its side, up to 56. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const ROOMY = 56;
const MOST = 64;
const MOST_INPUTS = 8;
/** Maps in a row that holds whole filters. */
const WIDE = 8;

/**
 * The weights of a convolution's filters: blue below 0, white at 0, red above.
 * @throws PlotError where shape, values, channels or captions are wrong; the message names them.
 */
export function filters(options: FiltersOptions): Figure {
  const { title, values, shape, scale = 'shared', cell, theme } = options;
  const where = 'filters';
  checkValues(values, shape, where);
  const [height, width, inputCount, outputCount] = shape;
  const several = inputCount > 1;
  const { channels: inputs } = chosenChannels(
    inputCount,
    { channels: options.inputs ?? firstOf(inputCount, MOST_INPUTS) },
    `${where} (inputs)`,
  );
  const most = Math.max(1, Math.floor(MOST / inputs.length));
  const { channels } = chosenChannels(
    outputCount,
    { channels: options.channels ?? firstOf(outputCount, most) },
    where,
  );
  const pairs = channels.flatMap((output) => inputs.map((input) => ({ output, input })));
  const captions =
    options.captions ?? pairs.map(({ output, input }) => (several ? `${output}, in ${input}` : `${output}`));
  if (captions.length !== pairs.length) {
    throw new PlotError(
      `${where}: there are ${captions.length} captions for ${pairs.length} maps; give as many.`,
    );
  }
  const maps = pairs.map(({ output, input }, index): ChannelMap => {
    const first = input * outputCount + output;
    const own = everyNth(values, first, inputCount * outputCount, height * width);
    return { values: own, height, width, caption: captions[index] as string };
  });
  const colored = colorMaps(maps, 'diverging', scale, where);
  const key = mapKey(colored, 'diverging');
  const shown = pairs.length < inputCount * outputCount ? ` of ${inputCount * outputCount}` : '';
  return gridFigure({
    title,
    description:
      options.description ??
      `${pairs.length}${shown} filters of ${height} x ${width}: ${captions.join('; ')}. ${key.words}`,
    images: colored.images,
    columns:
      options.columns ??
      (several ? inputs.length * Math.max(1, Math.floor(WIDE / inputs.length)) : undefined),
    cell,
    roomy: ROOMY,
    theme,
    key: key.draw,
    where: [where, 'map'],
  });
}

const firstOf = (count: number, most: number) =>
  Array.from({ length: Math.min(count, most) }, (_, index) => index);
