import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Font } from './figure.ts';
import { fontKind } from './font-bytes.ts';
import { PlotError } from './plot-error.ts';
import { beyondShippedFont } from './shipped-font.ts';
import { element, escapeXml } from './xml.ts';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Beside the built module, or the development dependency when the module runs from its source. */
const FONT_FOLDERS = ['./fonts/', '../node_modules/dejavu-fonts-ttf/ttf/'];

/**
 * Renders an SVG of `width` x `height` pixels as PNG, `scale` times as large. It is set in the shipped font alone, so that it is the same on
 * every machine; only where that lacks a character are other fonts looked for: `fonts`, those that GRADLAB_FONTS names, then the system's.
 */
export async function renderPng(
  svg: string,
  _width: number,
  _height: number,
  scale: number,
  fonts: readonly Font[] = [],
): Promise<Uint8Array> {
  const folder = fonts.some((font) => typeof font !== 'string')
    ? await mkdtemp(join(tmpdir(), 'gradlab-fonts-'))
    : undefined;
  try {
    return await renderWith(svg, scale, await givenFonts(fonts, folder));
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true });
  }
}

async function renderWith(svg: string, scale: number, given: readonly string[]): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const foreign = beyondShippedFont(svg);
  const others = foreign.length > 0 ? [...given, ...namedFonts()] : [];
  const font = {
    loadSystemFonts: false,
    fontFiles: [...fontFiles(), ...others],
    defaultFontFamily: 'DejaVu Sans',
  };
  // Hundreds of system fonts take a second to read: only where the named ones do not suffice.
  font.loadSystemFonts = (await missingCharacters(foreign, font)).length > 0;
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

/** The renderer reads fonts from files alone: bytes go to `folder`. */
async function givenFonts(fonts: readonly Font[], folder: string | undefined): Promise<string[]> {
  return Promise.all(
    fonts.map(async (font, index) => {
      if (typeof font === 'string') return present(font, 'fonts');
      if (fontKind(font, index) === 'compressed') {
        throw new PlotError(
          `toPng: font ${index} is a .woff file; in Node give the .ttf, .otf or .ttc file that it was made of.`,
        );
      }
      const file = join(folder ?? tmpdir(), `${index}.ttf`);
      await writeFile(file, font);
      return file;
    }),
  );
}

function present(file: string, who: string): string {
  if (existsSync(file)) return file;
  throw new PlotError(`toPng: ${who} names ${file}, which is not there; name font files (.ttf, .otf, .ttc).`);
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
  return files.map((file) => present(file, 'GRADLAB_FONTS'));
}

/** Once for each list of characters: a run draws many pictures of the same text. */
const warned = new Set<string>();

function warn(missing: readonly string[]): void {
  const list = missing.slice(0, 10).join('');
  if (warned.has(list)) return;
  warned.add(list);
  process.emitWarning(
    `No font has ${list}${missing.length > 10 ? '...' : ''}: the PNG shows boxes in their place. Install a font that has them, or give its file to toPng as fonts or name it in GRADLAB_FONTS. The SVG is whole.`,
    'PlotWarning',
  );
}
