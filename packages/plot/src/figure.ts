import { renderPng } from '#platform';
import { PlotError } from './plot-error.ts';
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
   * @throws PlotError where a side would pass 16384 pixels or the scale is not positive.
   */
  toPng(options?: { readonly scale?: number }): Promise<Uint8Array>;
}

/** What a figure function hands over: sizes in pixels, and `body`, the markup on top of the background. */
export interface Drawing {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly colors: Colors;
  readonly body: string;
}

/** Wraps a drawing in an SVG document with a name and a description for assistive technology. */
export function createFigure({ title, description, width, height, colors, body }: Drawing): Figure {
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': title,
      'font-family': FONT_FAMILY,
    },
    `<title>${escapeXml(title)}</title>\n<desc>${escapeXml(description)}</desc>\n`,
    `${element('rect', { width, height, fill: colors.background })}\n`,
    `${body}\n`,
  );
  return {
    title,
    description,
    width,
    height,
    toSvg: () => svg,
    toPng: async ({ scale = 2 } = {}) => {
      if (!(scale > 0) || Math.max(width, height) * scale > MAX_SIDE) {
        throw new PlotError(
          `toPng: scale ${scale} makes "${title}" (${width} x ${height}) no image between 1 and ${MAX_SIDE} pixels a side; choose a scale between 0 and ${Math.floor(MAX_SIDE / Math.max(width, height))}.`,
        );
      }
      return renderPng(svg, width, height, scale);
    },
  };
}
