import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { firstOfCollection, fontKind } from './font-bytes.ts';
import { fontFiles, renderPng } from './platform.node.ts';
import { PlotError } from './plot-error.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A collection of one: its header, then the font with its tables moved. */
function collectionOf(font: Uint8Array): Uint8Array {
  const shift = 16;
  const bytes = new Uint8Array(shift + font.length);
  bytes.set(ascii('ttcf'));
  bytes.set(font, shift);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 0x10000);
  view.setUint32(8, 1);
  view.setUint32(12, shift);
  for (let table = 0; table < view.getUint16(shift + 4); table++) {
    const entry = shift + 12 + 16 * table + 8;
    view.setUint32(entry, view.getUint32(entry) + shift);
  }
  return bytes;
}

test('tells font files by their first bytes', async () => {
  const [file = ''] = fontFiles();
  expect(fontKind(new Uint8Array(await readFile(file)), 0)).toBe('single');
  expect(['OTTO....', 'ttcf....', 'wOF2....'].map((text) => fontKind(ascii(text), 0))).toEqual([
    'single',
    'collection',
    'compressed',
  ]);
  expect(() => fontKind(ascii('<!DOCTYPE html>'), 2)).toThrow(PlotError);
  expect(() => fontKind(ascii('<!DOCTYPE html>'), 2)).toThrow(/font 2 is no font file/);
  expect(() => fontKind(new Uint8Array(), 0)).toThrow(/0 bytes/);
});

test('takes the first font out of a collection, with every table as it was', async () => {
  const [file = ''] = fontFiles();
  const font = new Uint8Array(await readFile(file));
  const taken = firstOfCollection(collectionOf(font), 0);
  const tables = (bytes: Uint8Array) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: view.getUint16(4) }, (_, table) => {
      const entry = 12 + 16 * table;
      const [offset, length] = [view.getUint32(entry + 8), view.getUint32(entry + 12)];
      return [
        view.getUint32(entry),
        view.getUint32(entry + 4),
        Buffer.from(bytes.subarray(offset, offset + length)).toString('base64'),
      ];
    });
  };
  expect(tables(taken)).toEqual(tables(font));
});

test('refuses a collection that ends early', async () => {
  const [file = ''] = fontFiles();
  const whole = collectionOf(new Uint8Array(await readFile(file)));
  for (const length of [14, 40, whole.length - 1000]) {
    expect(() => firstOfCollection(whole.subarray(0, length), 1)).toThrow(PlotError);
    expect(() => firstOfCollection(whole.subarray(0, length), 1)).toThrow(
      /font 1 is a collection that ends early/,
    );
  }
});

test('a PNG refuses bytes that are no font, and fonts of the web, which its renderer cannot read', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
  await expect(renderPng(svg, 1, 1, 1, [ascii('nothing')])).rejects.toThrow(/font 0 is no font file/);
  await expect(renderPng(svg, 1, 1, 1, [ascii('wOF2....')])).rejects.toThrow(/font 0 is a \.woff/);
});
