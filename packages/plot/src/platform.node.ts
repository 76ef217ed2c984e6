import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlotError } from './plot-error.ts';
import { beyondShippedFont } from './shipped-font.ts';
import { element, escapeXml } from './xml.ts';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Beside the built module, or the development dependency when the module runs from its source. */
const FONT_FOLDERS = ['./fonts/', '../node_modules/dejavu-fonts-ttf/ttf/'];

/**
 * Renders an SVG of `width` x `height` pixels as PNG, `scale` times as large. It is set in the shipped font alone, so that it is the same on
 * every machine; only where that lacks a character are other fonts looked for: those that GRADLAB_FONTS names, then the system's.
 */
export async function renderPng(
  svg: string,
  _width: number,
  _height: number,
  scale: number,
): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const foreign = beyondShippedFont(svg);
  const font = {
    loadSystemFonts: foreign.length > 0,
    fontFiles: [...fontFiles(), ...(foreign.length > 0 ? namedFonts() : [])],
    defaultFontFamily: 'DejaVu Sans',
  };
  const missing = await missingCharacters(foreign, font);
  if (missing.length > 0) warn(missing);
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font,
    // resvg does not know `image-rendering: pixelated`: this makes it the default.
    imageRendering: 1,
    logLevel: 'off',
  });
  return new Uint8Array(image.asPng());
}

/** For private use, at the very end of Unicode: every font draws it as the box of what it lacks. */
const NOBODYS = '\u{10FFFD}';

/** Those of the characters that none of the fonts has. */
export async function missingCharacters(
  characters: readonly string[],
  font: { readonly loadSystemFonts: boolean; readonly fontFiles: string[] },
): Promise<string[]> {
  const { Resvg } = await import('@resvg/resvg-js');
  const outline = (character: string) => {
    const sample = element('text', { y: 30, 'font-family': 'DejaVu Sans' }, escapeXml(character));
    const svg = element('svg', { xmlns: 'http://www.w3.org/2000/svg', width: 40, height: 40 }, sample);
    return new Resvg(svg, { font }).toString();
  };
  const box = outline(NOBODYS);
  return characters.filter((character) => outline(character) === box);
}

/** The fonts that ship with the package. */
export function fontFiles(): string[] {
  for (const folder of FONT_FOLDERS) {
    const files = FONTS.map((font) => fileURLToPath(new URL(folder + font, import.meta.url)));
    if (files.every((file) => existsSync(file))) return files;
  }
  throw new PlotError(
    `toPng: the fonts ${FONTS.join(' and ')} are not beside the module. A bundler that inlines @gradlab/plot must leave it external, or copy its dist/fonts folder next to the bundle.`,
  );
}

/** @throws PlotError where a file that the person named is not there */
function namedFonts(): string[] {
  const files = (process.env.GRADLAB_FONTS ?? '').split(delimiter).filter((file) => file !== '');
  const absent = files.find((file) => !existsSync(file));
  if (absent === undefined) return files;
  throw new PlotError(
    `toPng: GRADLAB_FONTS names ${absent}, which is not there; name font files (.ttf, .otf, .ttc).`,
  );
}

/** Once for each list of characters: a run draws many pictures of the same text. */
const warned = new Set<string>();

function warn(missing: readonly string[]): void {
  const list = missing.slice(0, 10).join('');
  if (warned.has(list)) return;
  warned.add(list);
  process.emitWarning(
    `No font has ${list}${missing.length > 10 ? '...' : ''}: the PNG shows boxes in their place. Install a font that has them, or name its file in GRADLAB_FONTS. The SVG is whole.`,
    'PlotWarning',
  );
}
