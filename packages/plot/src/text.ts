import { type Attributes, element, escapeXml } from './xml.ts';

/** The font that ships with the package, then Verdana, whose widths are nearly the same. */
export const FONT_FAMILY = "'DejaVu Sans', Verdana, sans-serif";
/** Sizes in pixels. Nothing is set smaller than `small`. */
export const FONT_SIZE = { title: 15, label: 13, small: 12 } as const;

/** One line of text. Give `x`, `y` (the baseline), `font-size` and `fill`; add `text-anchor` to centre it. */
export function text(content: string, attributes: Attributes): string {
  return element('text', attributes, escapeXml(content));
}
