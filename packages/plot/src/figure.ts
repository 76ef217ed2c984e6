import { renderPng } from '#platform';
import { htmlPage, inlineFigure } from './html-page.ts';
import { PlotError } from './plot-error.ts';
import { type Screen, type TerminalOptions, wrapped } from './terminal/terminal-text.ts';
import { FONT_FAMILY } from './text.ts';
import type { Colors } from './theme.ts';
import { element, escapeXml } from './xml.ts';

/** Most browsers refuse a larger canvas side. */
const MAX_SIDE = 16_384;

/** A finished picture. The same options always give the same characters. */
export interface Figure {
  readonly title: string;
  /** What the picture shows, in words, for readers who cannot see it. */
  readonly description: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** A whole SVG document that refers to nothing outside itself and has no ids, so many fit in one page. */
  toSvg(): string;
  /**
   * A PNG file's bytes, `scale` times as large (default 2: sharp on high-density screens).
   * @throws PlotError where a side would pass 16384 pixels, the scale is not positive or a font cannot be read.
   */
  toPng(options?: PngOptions): Promise<Uint8Array>;
  /** A whole HTML document with the figure inline: no script, no network. A light figure follows the reader's light or dark setting. */
  toHtml(): string;
  /**
   * Lines of text for a terminal: the title, then what the figure shows as characters, or in words.
   * @throws PlotError where the width is not a whole number from 40 to 400.
   */
  toTerminal(options?: TerminalOptions): string;
}

/** How a PNG is made. */
export interface PngOptions {
  /** @default 2 */
  readonly scale?: number;
  /**
   * Fonts for characters that DejaVu Sans lacks, before all others: a .ttf, .otf or .ttc file (in browsers also .woff and .woff2) as its bytes, or in Node as its path. Of a .ttc the first font is taken in browsers.
   * @default []
   */
  readonly fonts?: readonly Font[];
}

/** A font file: its bytes, or in Node its path. */
export type Font = Uint8Array | string;

/** What a figure function hands over: sizes in pixels, and `body`, the markup on top of the background. */
export interface Drawing {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
  readonly body: string;
  /** The figure as lines of at most `width` columns. Without it the terminal has the description. */
  readonly terminal?: (screen: Screen) => readonly string[];
}

/** Wraps a drawing in an SVG document with a name and a description for assistive technology. */
export function createFigure(drawing: Drawing): Figure {
  const { title, width, height, colors, body } = drawing;
  const description = brief(drawing.description);
  // Assistive technology passes over a picture without a name.
  const name = title.trim() === '' ? description : title;
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': name,
      'font-family': FONT_FAMILY,
    },
    `<title>${escapeXml(name)}</title>\n<desc>${escapeXml(description)}</desc>\n`,
    `${element('rect', { width, height, fill: colors.background })}\n`,
    `${body}\n`,
  );
  return {
    title,
    description,
    width,
    height,
    toSvg: () => svg,
    toHtml: () => htmlPage(title, `<main>\n${inlineFigure({ width, toSvg: () => svg })}\n</main>`),
    toTerminal: (options) => terminal(drawing, options),
    toPng: async ({ scale = 2, fonts = [] } = {}) => {
      if (!(scale > 0) || Math.max(width, height) * scale > MAX_SIDE) {
        throw new PlotError(
          `toPng: scale ${scale} makes "${title}" (${width} x ${height}) no image between 1 and ${MAX_SIDE} pixels a side; choose a scale between 0 and ${Math.floor(MAX_SIDE / Math.max(width, height))}.`,
        );
      }
      return renderPng(svg, width, height, scale, fonts);
    },
  };
}

/** Nobody listens to more: a description of a thousand series is cut. */
const LONGEST = 4000;

function brief(description: string): string {
  if (description.length <= LONGEST) return description;
  return `${description
    .slice(0, LONGEST)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}\u2026`;
}

function terminal(
  { title, description, terminal: draw }: Drawing,
  { width = 80, color = false }: TerminalOptions = {},
): string {
  if (!(Number.isInteger(width) && width >= 40 && width <= 400)) {
    throw new PlotError(`toTerminal: the width is ${width}; give a whole number of columns from 40 to 400.`);
  }
  const screen = { width, color };
  return [...wrapped(title, width), ...(draw?.(screen) ?? wrapped(description, width))].join('\n');
}
