import type { Font } from './figure.ts';
import { firstOfCollection, fontKind } from './font-bytes.ts';
import { PlotError } from './plot-error.ts';
import { BEYOND_SHIPPED } from './shipped-font.ts';
import { FONT_FAMILY } from './text.ts';

/** Renders an SVG of `width` x `height` pixels as PNG, `scale` times as large, with `fonts` and those of the page's machine. */
export async function renderPng(
  svg: string,
  width: number,
  height: number,
  scale: number,
  fonts: readonly Font[] = [],
): Promise<Uint8Array> {
  const url = URL.createObjectURL(new Blob([withFonts(svg, fonts)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (context === null) throw new PlotError('toPng: this browser gave no 2d canvas; use toSvg() instead.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null)
      throw new PlotError('toPng: the browser could not encode the canvas; use a smaller scale.');
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** An image sees nothing of the page around it, its fonts included: they travel inside the SVG. */
function withFonts(svg: string, fonts: readonly Font[]): string {
  if (fonts.length === 0) return svg;
  const faces = fonts.map((font, index) => {
    if (typeof font === 'string') {
      throw new PlotError(`toPng: fonts names "${font}"; a browser reads no files: give the font's bytes.`);
    }
    const single = fontKind(font, index) === 'collection' ? firstOfCollection(font, index) : font;
    return `@font-face{font-family:given${index};unicode-range:${BEYOND_SHIPPED};src:url(data:font/ttf;base64,${base64(single)})}`;
  });
  // Chromium does not look at an embedded font behind one of the system, so theirs stand first, for what DejaVu Sans lacks.
  const families = [...fonts.map((_, index) => `given${index}`), FONT_FAMILY].join(', ');
  const style = `<style>${faces.join('')}svg{font-family:${families}}</style>`;
  return svg.replace('<title>', () => `${style}<title>`);
}

/** `fromCharCode` takes its bytes as arguments, and engines limit how many there may be. */
const CHUNK = 8192;

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + CHUNK)));
  }
  return btoa(parts.join(''));
}
