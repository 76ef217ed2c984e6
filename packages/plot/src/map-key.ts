import { format } from 'd3-format';
import type { ColoredMaps, MapColors } from './channel-maps.ts';
import type { Block } from './heading.ts';
import { PlotError } from './plot-error.ts';
import { remark, scaleKey } from './scale-key.ts';
import type { Colors } from './theme.ts';

/** More maps than this are told by nobody. */
const MOST = 64;
const number = format('.3~g');

export interface ChannelChoice {
  readonly channels?: readonly number[];
  readonly captions?: readonly string[];
}

/** The channels to draw, and what stands under them. */
export function chosenChannels(count: number, { channels, captions }: ChannelChoice, where: string) {
  const chosen = [...(channels ?? Array.from({ length: Math.min(count, MOST) }, (_, channel) => channel))];
  const wrong = chosen.find((channel) => !(Number.isInteger(channel) && channel >= 0 && channel < count));
  if (chosen.length === 0 || wrong !== undefined) {
    throw new PlotError(
      `${where}: channels is [${chosen.join(', ')}]; give at least one whole number from 0 to ${count - 1}.`,
    );
  }
  if (captions !== undefined && captions.length !== chosen.length) {
    throw new PlotError(
      `${where}: there are ${captions.length} captions for ${chosen.length} maps; give as many.`,
    );
  }
  return { channels: chosen, captions: captions ?? chosen.map(String) };
}

/** What the colours mean: drawn, and in words. */
export function mapKey({ shared }: ColoredMaps, colors: MapColors) {
  const words =
    shared !== undefined
      ? `Colours range from ${number(shared.domain[0])} to ${number(shared.domain[1])}.`
      : colors === 'diverging'
        ? 'Each map has a scale of its own: blue below 0, red above.'
        : 'Each map has a scale of its own: dark its smallest value, bright its largest.';
  const draw = (top: number, width: number, theme: Colors): Block =>
    shared === undefined ? remark(words, top, width, theme) : scaleKey(shared, top, theme);
  return { words, draw };
}
