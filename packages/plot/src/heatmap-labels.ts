import { type Frame, nameUp } from './axes.ts';
import { shorten } from './fit-text.ts';
import { FONT_SIZE, text } from './text.ts';
import { textWidth } from './text-width.ts';
import type { Colors } from './theme.ts';
import { element } from './xml.ts';

const STYLE = { size: FONT_SIZE.small };
/** A longer label is shortened. */
const LONGEST = 140;
/** Labels closer than this would touch. */
const LINE = 14;
const GAP = 6;
const NAME = FONT_SIZE.label + 10;

/** Pixels of a cell. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** Labels along one side of a heatmap, shortened; every n-th where there is no room for all. */
export interface HeatmapLabels {
  readonly texts: readonly string[];
  readonly every: number;
  /** Whether they are turned by a quarter to the left. Those of rows never are. */
  readonly turned: boolean;
  readonly name: string;
  /** Pixels that labels and name take. */
  readonly depth: number;
}

const widest = (texts: readonly string[]) =>
  Math.ceil(texts.reduce((most, one) => Math.max(most, textWidth(one, FONT_SIZE.small)), 0));
const cut = (labels: readonly string[]) => labels.map((label) => shorten(label, LONGEST, STYLE));

export function rowLabels(labels: readonly string[], name: string, cell: number): HeatmapLabels {
  const texts = cut(labels);
  const depth = widest(texts) + GAP + (name === '' ? 0 : NAME);
  return { texts, every: Math.ceil(LINE / cell), turned: false, name, depth };
}

export function columnLabels(labels: readonly string[], name: string, cell: number): HeatmapLabels {
  const texts = cut(labels);
  const turned = widest(texts) > cell - 2;
  const depth = GAP + (turned ? widest(texts) : LINE) + (name === '' ? 0 : NAME);
  return { texts, every: turned ? Math.ceil(LINE / cell) : 1, turned, name, depth };
}

/** The labels of the rows on the left of the frame and those of the columns below it. */
export function heatmapLabels(
  rows: HeatmapLabels,
  columns: HeatmapLabels,
  { left, right, top, bottom }: Frame,
  cell: CellSize,
  colors: Colors,
): string {
  const seen =
    ({ every }: HeatmapLabels) =>
    (_: string, index: number) =>
      index % every === 0;
  const ofRows = rows.texts
    .map((label, index) =>
      text(label, { x: left - GAP, y: top + (index + 0.5) * cell.height + 4.3, 'text-anchor': 'end' }),
    )
    .filter(seen(rows));
  const ofColumns = columns.texts
    .map((label, index) => {
      const x = left + (index + 0.5) * cell.width;
      if (!columns.turned) return text(label, { x, y: bottom + GAP + 10, 'text-anchor': 'middle' });
      return text(label, {
        transform: `translate(${(x + 4.3).toFixed(2)},${bottom + GAP}) rotate(-90)`,
        'text-anchor': 'end',
      });
    })
    .filter(seen(columns));
  const style = { fill: colors.ink, 'font-size': FONT_SIZE.label, 'text-anchor': 'middle' };
  const names = [
    ...(columns.name === ''
      ? []
      : [
          text(shorten(columns.name, right - left + 60, { size: FONT_SIZE.label }), {
            x: (left + right) / 2,
            y: bottom + columns.depth - 2,
          }),
        ]),
    ...(rows.name === ''
      ? []
      : [
          nameUp(rows.name, left - rows.depth + 12, {
            top,
            bottom,
            below: columns.depth - (columns.name === '' ? 0 : NAME),
          }),
        ]),
  ];
  return [
    element('g', { fill: colors.muted, 'font-size': FONT_SIZE.small }, ...ofRows, ...ofColumns),
    element('g', style, ...names),
  ].join('\n');
}
