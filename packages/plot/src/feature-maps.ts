import {
  type ChannelMap,
  checkValues,
  colorMaps,
  everyNth,
  type MapColors,
  type MapScale,
} from './channel-maps.ts';
import type { Figure } from './figure.ts';
import { gridFigure } from './grid-figure.ts';
import { chosenChannels, mapKey } from './map-key.ts';
import type { Theme } from './theme.ts';

export interface FeatureMapsOptions {
  readonly title: string;
  /** For readers who cannot see the maps; by default how many there are, how large, and what they range over. */
  readonly description?: string;
  /** height * width * channels finite numbers, channels last: the output of a layer for one example. */
  readonly values: ArrayLike<number>;
  /** [height, width, channels]. */
  readonly shape: readonly [number, number, number];
  /** Which channels are drawn, in this order. By default the first 64. */
  readonly channels?: readonly number[];
  /** Under the maps: as many as maps are drawn. By default the channels' numbers. */
  readonly captions?: readonly string[];
  /** One scale for all maps, so that they can be compared, or one for each, so that faint ones are seen. @default 'shared' */
  readonly scale?: MapScale;
  /** `diverging` where negative values mean something. @default 'sequential' */
  readonly colors?: MapColors;
  /** By default as many as fit into 560 pixels. */
  readonly columns?: number;
  /** Pixels per side of a map; by default a whole multiple of its side, up to 64. */
  readonly cell?: number;
  /** @default 'light' */
  readonly theme?: Theme;
}

const ROOMY = 64;

/**
 * What the channels of a layer see in one example: a map for each, dark where they answer little and bright where they answer much.
 * @throws PlotError where shape, values, channels or captions are wrong; the message names them.
 */
export function featureMaps(options: FeatureMapsOptions): Figure {
  const { title, values, shape, scale = 'shared', colors = 'sequential', columns, cell, theme } = options;
  const where = 'featureMaps';
  checkValues(values, shape, where);
  const [height, width, count] = shape;
  const { channels, captions } = chosenChannels(count, options, where);
  const maps = channels.map((channel, index): ChannelMap => {
    const own = everyNth(values, channel, count, height * width);
    return { values: own, height, width, caption: captions[index] as string };
  });
  const colored = colorMaps(maps, colors, scale, where);
  const key = mapKey(colored, colors);
  const left = channels.length < count ? ` of ${count}` : '';
  return gridFigure({
    title,
    description:
      options.description ??
      `${channels.length}${left} feature maps of ${height} x ${width}: ${captions.join(', ')}. ${key.words}`,
    images: colored.images,
    columns,
    cell,
    roomy: ROOMY,
    theme,
    key: key.draw,
    where: [where, 'map'],
  });
}
