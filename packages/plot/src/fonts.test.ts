import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { heatmap } from './heatmap.ts';
import { fontFiles, missingCharacters } from './platform.node.ts';
import { PlotError } from './plot-error.ts';
import { beyondShippedFont } from './shipped-font.ts';
import { table } from './table.ts';

afterEach(() => vi.unstubAllEnvs());

/** The warnings of a process come after the current task. */
async function warnings(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const listen = (warning: Error) => {
    if (warning.name === 'PlotWarning') seen.push(warning.message);
  };
  process.on('warning', listen);
  try {
    await work();
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    process.off('warning', listen);
  }
  return seen;
}

it('tells the characters that the shipped font has nothing of', () => {
  expect(beyondShippedFont('Größe über Щука ε ≤ 10⁻⁴ ✓')).toEqual([]);
  expect(beyondShippedFont('我 like 我和猫。')).toEqual(['我', '和', '猫', '。']);
  expect(
    beyondShippedFont(Array.from({ length: 99 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('')),
  ).toHaveLength(50);
});

it('is silent about text that the shipped font has', async () => {
  const figure = table({ title: 'Größe', columns: ['ε'], rows: [['±']] });
  expect(await warnings(() => figure.toPng())).toEqual([]);
});

it('finds the characters that no font has', async () => {
  const font = { loadSystemFonts: false, fontFiles: fontFiles() };
  expect(await missingCharacters(['我', 'a', '<', '。'], font)).toEqual(['我', '。']);
});

it('warns once of characters that the PNG lacks', async () => {
  const figure = heatmap({ title: '', values: [[1]], rows: ['我'] });
  const lacking = await missingCharacters(['我'], { loadSystemFonts: true, fontFiles: fontFiles() });
  const found = await warnings(async () => {
    await figure.toPng();
    await figure.toPng();
  });
  expect(found).toHaveLength(lacking.length);
  for (const message of found) expect(message).toMatch(/No font has 我: .*GRADLAB_FONTS/);
});

it('refuses a font that is named and not there, where it would be needed', async () => {
  vi.stubEnv('GRADLAB_FONTS', '/no/such/font.ttf');
  await expect(heatmap({ title: '数', values: [[1]] }).toPng()).rejects.toThrow(PlotError);
  await expect(heatmap({ title: '数', values: [[1]] }).toPng()).rejects.toThrow(/\/no\/such\/font\.ttf/);
  expect((await heatmap({ title: 'a', values: [[1]] }).toPng()).length).toBeGreaterThan(100);
});

it('takes fonts as files and as bytes, and refuses files that are not there', async () => {
  const [file = ''] = fontFiles();
  const figure = table({ title: 'Größe', columns: ['ε'], rows: [['±']] });
  const png = await figure.toPng();
  expect(await figure.toPng({ fonts: [file] })).toEqual(png);
  expect(await figure.toPng({ fonts: [new Uint8Array(await readFile(file))] })).toEqual(png);
  await expect(figure.toPng({ fonts: ['/no/such/font.ttf'] })).rejects.toThrow(PlotError);
  await expect(figure.toPng({ fonts: ['/no/such/font.ttf'] })).rejects.toThrow(/fonts names \/no\/such/);
});

/** Names a font file that has Chinese characters. */
const { GRADLAB_CJK_FONT } = process.env;
it.skipIf(GRADLAB_CJK_FONT === undefined)(
  'draws Chinese characters in a font that is given (GRADLAB_CJK_FONT names one)',
  async () => {
    const file = GRADLAB_CJK_FONT as string;
    const figure = table({ title: '注意力', columns: ['词'], rows: [['跑']] });
    expect(await warnings(() => figure.toPng({ fonts: [file] }))).toEqual([]);
    expect(await figure.toPng({ fonts: [new Uint8Array(await readFile(file))] })).toEqual(
      await figure.toPng({ fonts: [file] }),
    );
    expect(
      await missingCharacters(['注', '跑'], { loadSystemFonts: false, fontFiles: [...fontFiles(), file] }),
    ).toEqual([]);
  },
);
