import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PlotError } from './plot-error.ts';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Beside the built module, or the development dependency when the module runs from its source. */
const FONT_FOLDERS = ['./fonts/', '../node_modules/dejavu-fonts-ttf/ttf/'];

/** Renders an SVG of `width` x `height` pixels as PNG, `scale` times as large, with the shipped font only. */
export async function renderPng(
  svg: string,
  _width: number,
  _height: number,
  scale: number,
): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' },
    // resvg does not know `image-rendering: pixelated`: this makes it the default.
    imageRendering: 1,
    logLevel: 'off',
  });
  return new Uint8Array(image.asPng());
}

function fontFiles(): string[] {
  for (const folder of FONT_FOLDERS) {
    const files = FONTS.map((font) => fileURLToPath(new URL(folder + font, import.meta.url)));
    if (files.every((file) => existsSync(file))) return files;
  }
  throw new PlotError(
    `toPng: the fonts ${FONTS.join(' and ')} are not beside the module. A bundler that inlines @gradlab/plot must leave it external, or copy its dist/fonts folder next to the bundle.`,
  );
}
