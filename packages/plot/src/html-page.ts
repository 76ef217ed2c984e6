import type { Figure } from './figure.ts';
import { REPORT_STYLE } from './report-style.ts';
import { escapeXml } from './xml.ts';

/** Readers' pages may load nothing and run nothing, whatever a caption says. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** Below this share of its size the text of a figure is too small to read: the figure scrolls instead. */
const SMALLEST_SCALE = 0.75;

/** A whole HTML document around a body's markup, with the style of reports. */
export function htmlPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>
${REPORT_STYLE}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** A figure inline in a page, as wide as it is or as the page allows. */
export function inlineFigure({ width, toSvg }: Pick<Figure, 'width' | 'toSvg'>): string {
  const size = `width:${width}px;min-width:${Math.round(width * SMALLEST_SCALE)}px`;
  return `<figure><div style="${size}">\n${toSvg()}</div></figure>`;
}
