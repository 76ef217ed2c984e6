import { shorten } from './fit-text.ts';
import { PlotError } from './plot-error.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element, escapeXml } from './xml.ts';

/** One bar: a name, and a share from 0 to 1 such as a class probability. */
export interface Share {
  readonly name: string;
  readonly value: number;
  /** `good` and `bad` colour the bar and make its name bold. */
  readonly tone?: 'good' | 'bad' | 'neutral';
}

const LINE = 19;
const BAR = 11;
const LONGEST_NAME = 132;
const TRACK = 96;
const GAP = 6;
const VALUE = Math.ceil(textWidth('100.0 %', FONT_SIZE.small));
/** Where the parts of a panel of bars lie, so that all panels of a figure are alike. */
export interface SharesLayout {
  /** Pixels for the longest name. */
  readonly name: number;
  /** Of the whole panel. */
  readonly width: number;
}

export function sharesLayout(panels: readonly (readonly Share[])[]): SharesLayout {
  const widths = panels.flat().map(({ name, tone }) => textWidth(name, FONT_SIZE.small, isMarked(tone)));
  const name = Math.ceil(widths.reduce((widest, one) => Math.max(widest, Math.min(one, LONGEST_NAME)), 0));
  return { name, width: name + GAP + TRACK + GAP + VALUE };
}

const isMarked = (tone: Share['tone']): tone is 'good' | 'bad' => tone === 'good' || tone === 'bad';

export const sharesHeight = (count: number): number => count * LINE;

/** @throws PlotError where there is no bar, or a value is no share. */
export function checkShares(shares: readonly Share[], where: string): void {
  if (shares.length === 0) throw new PlotError(`${where}: there is no bar; give at least one.`);
  for (const [index, { value }] of shares.entries()) {
    if (!(value >= 0 && value <= 1)) {
      throw new PlotError(`${where}: bar ${index} has the value ${value}; give a share from 0 to 1.`);
    }
  }
}

/** A panel of bars with its top left corner at (x, y): name, bar, percentage. */
export function shareBars(
  shares: readonly Share[],
  [x, y]: readonly [x: number, y: number],
  { name: room }: SharesLayout,
  colors: Colors,
): string {
  const drawn = shares.map(({ name, value, tone }, index) => {
    const top = y + index * LINE;
    const marked = isMarked(tone);
    const style = { size: FONT_SIZE.small, bold: marked };
    const color = marked ? colors[tone] : colors.series[0];
    const written = shorten(name, room, style);
    const left = x + room + GAP;
    const bar = { x: left, y: top + (LINE - BAR) / 2, height: BAR };
    return element(
      'g',
      {},
      written.endsWith('…') ? `<title>${escapeXml(name)}</title>` : '',
      text(written, {
        x: x + room,
        y: top + 14,
        'text-anchor': 'end',
        'font-size': FONT_SIZE.small,
        'font-weight': marked ? 'bold' : undefined,
        fill: marked ? color : colors.muted,
      }),
      element('rect', { ...bar, width: TRACK, fill: colors.grid }),
      element('rect', { ...bar, width: TRACK * value, fill: color }),
      text(`${(100 * value).toFixed(1)} %`, {
        x: left + TRACK + GAP,
        y: top + 14,
        'font-size': FONT_SIZE.small,
        fill: colors.muted,
      }),
    );
  });
  return drawn.join('\n');
}
