import { shorten } from './fit-text.ts';
import { checkShares, type Share } from './share-bars.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

const LINE = 20;
const BAR = 17;
const PAD = 4;
const SIZE = FONT_SIZE.small;

/** Height of so many bars, with the gap above them. */
export const topHeight = (count: number): number => (count === 0 ? 0 : count * LINE + 4);

/** Bars of shares below one another under an image, each with its name and percentage on it. */
export function topBars(
  shares: readonly Share[],
  [x, y, width]: readonly [x: number, y: number, width: number],
  colors: Colors,
): string {
  const drawn = shares.map(({ name, value, tone }, index) => {
    const top = y + index * LINE;
    const percent = `${(100 * value).toFixed(1)} %`;
    const bold = tone === 'good' || tone === 'bad';
    const room = width - textWidth(percent, SIZE, bold) - 3 * PAD;
    const color = bold ? colors[tone] : colors.series[0];
    const style = { 'font-size': SIZE, 'font-weight': bold ? 'bold' : undefined, fill: colors.ink };
    const box = { x, y: top, height: BAR };
    return [
      element('rect', { ...box, width, fill: colors.grid, 'fill-opacity': 0.5 }),
      element('rect', { ...box, width: width * value, fill: color, 'fill-opacity': 0.4 }),
      text(shorten(name, room, { size: SIZE, bold }), { x: x + PAD, y: top + 13, ...style }),
      text(percent, { x: x + width - PAD, y: top + 13, 'text-anchor': 'end', ...style }),
    ].join('');
  });
  return drawn.join('\n');
}

/** What a classifier says of both images of an attack. */
export interface TopShares {
  readonly clean: readonly Share[];
  readonly adversarial: readonly Share[];
}

/** The bars under each of the three images: none under the perturbation. */
export function topColumns(top: TopShares | undefined, where: string): readonly (readonly Share[])[] {
  if (top === undefined) return [[], [], []];
  checkShares(top.clean, `${where}, top of the original`);
  checkShares(top.adversarial, `${where}, top of the adversarial image`);
  return [top.clean, [], top.adversarial];
}
