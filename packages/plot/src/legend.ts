import { shorten } from './fit-text.ts';
import type { Block } from './heading.ts';
import { marker, type SeriesStyle } from './series-style.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { type Attributes, element } from './xml.ts';

const ROW = 20;
const SAMPLE = 28;
const GAP = 6;
const BETWEEN = 18;
const BELOW = 6;
const MOST = 40;

export interface LegendEntry {
  readonly name: string;
  /** A line with a marker, the marker alone, or the fill of an area. */
  readonly style: SeriesStyle | { readonly only: SeriesStyle } | { readonly area: Attributes };
}

/** Rows of line samples and names between `left` and `right`, starting at the pixel `top`; never over the data. */
export function legend(
  entries: readonly LegendEntry[],
  { left, right, top }: { readonly left: number; readonly right: number; readonly top: number },
  colors: Colors,
): Block {
  let x = left;
  let row = 0;
  const markup = shown(entries).map(({ name, style }) => {
    const label = shorten(name, right - left - SAMPLE - GAP, { size: FONT_SIZE.small });
    const width = SAMPLE + GAP + textWidth(label, FONT_SIZE.small);
    if (x > left && x + width > right) {
      x = left;
      row += 1;
    }
    const drawn = entry(label, style, x, top + row * ROW + ROW / 2, colors);
    x += width + BETWEEN;
    return drawn;
  });
  const bottom = entries.length === 0 ? top : top + (row + 1) * ROW + BELOW;
  return { markup: markup.join('\n'), bottom };
}

/** Nobody looks up one of hundreds: the last says how many more there are. */
function shown(entries: readonly LegendEntry[]): readonly LegendEntry[] {
  if (entries.length <= MOST) return entries;
  const more = { name: `and ${entries.length - MOST + 1} more`, style: { area: { fill: 'none' } } };
  return [...entries.slice(0, MOST - 1), more];
}

function entry(label: string, style: LegendEntry['style'], x: number, y: number, colors: Colors): string {
  const name = text(label, {
    x: x + SAMPLE + GAP,
    y: y + 4,
    'font-size': FONT_SIZE.small,
    fill: colors.muted,
  });
  return sample(style, x, y, colors) + name;
}

function sample(style: LegendEntry['style'], x: number, y: number, colors: Colors): string {
  if ('area' in style) return element('rect', { x: x + 6, y: y - 6, width: 16, height: 12, ...style.area });
  if ('only' in style) return marker(style.only, x + SAMPLE / 2, y, colors);
  const line = element('path', {
    d: `M${x.toFixed(2)},${y}h${SAMPLE}`,
    stroke: style.color,
    'stroke-width': 2,
    'stroke-dasharray': style.dash,
  });
  return style.marker === '' ? line : line + marker(style, x + SAMPLE / 2, y, colors);
}
