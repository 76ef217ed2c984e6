import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ArtifactsError } from '../errors.ts';
import { crc32 } from './checksum.ts';
import { compressArtifacts, type Header } from './compressed.ts';
import { type CompressedSource, readCompressed } from './read-compressed.ts';

const START = 9;
const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
let bytes: Uint8Array;
let header: Header;
let headerEnd: number;

beforeAll(async () => {
  const values = Float32Array.from({ length: 600 }, (_, i) => (i % 7 === 0 ? 1 + (i % 3) : 0));
  const weightSpecs = [{ name: 'a/kernel', shape: [20, 30], dtype: 'float32' as const }];
  ({ bytes } = await compressArtifacts({ modelTopology: {}, weightSpecs, weightData: values.buffer }));
  headerEnd = START + new DataView(bytes.buffer).getUint32(5, true);
  header = JSON.parse(gunzipSync(bytes.subarray(START, headerEnd)).toString());
});

/** The same file with another header, and a checksum that fits. */
function withHeader(json: unknown): Uint8Array {
  const packed = gzipSync(JSON.stringify(json));
  const parts = [bytes.subarray(0, 5), u32(packed.length), packed, bytes.subarray(headerEnd, -4)];
  const body = Buffer.concat(parts);
  return Buffer.concat([body, u32(crc32(body))]);
}

describe('readCompressed', () => {
  it('reads the file that these cases change', async () => {
    expect(header.weights[0]!.coding).toBe('sparse');
    await expect(readCompressed(withHeader(header))).resolves.toBeDefined();
  });

  it.each<[string, (old: Header) => unknown]>([
    ['nothing', () => null],
    ['a number', () => 5],
    ['no weights', ({ artifacts }) => ({ artifacts })],
    ['no layers', ({ weights }) => ({ weights })],
    ['weights that are no list', (old) => ({ ...old, weights: {} })],
    ['a weight that is none', (old) => ({ ...old, weights: [null] })],
    ...(
      [
        { bytes: undefined },
        { bytes: [-5] },
        { bytes: [1, 2, 3, 4, 5] },
        { coding: 'zip' },
        { coding: 'raw' },
        { shape: [7, 7] },
        { shape: [2 ** 40] },
        { shape: [-1] },
        { dtype: 'string' },
        { levels: 1e6 },
        { levels: 2 },
        { symbols: 5 },
        { symbols: -5 },
        { symbols: 2 ** 50 },
        { gapBits: 7 },
        { bits: 4 },
        { bits: 3 },
      ] as const
    ).map((change): [string, (old: Header) => unknown] => [
      JSON.stringify(change),
      (old) => ({ ...old, weights: old.weights.map((weight) => ({ ...weight, ...change })) }),
    ]),
  ])('refuses a header of %s, though its checksum is right', async (_, change) => {
    await expect(readCompressed(withHeader(change(header)))).rejects.toThrow(ArtifactsError);
  });

  it.each([
    [undefined, /neither/],
    [5, /neither/],
    [{}, /neither/],
    ['GRLC', /Uint8Array/],
    [[71, 82], /Uint8Array/],
  ])('refuses %j instead of bytes', async (source, message) => {
    const read = readCompressed(source as unknown as CompressedSource);
    await expect(read).rejects.toThrow(ArtifactsError);
    await expect(read).rejects.toThrow(message);
  });
});
