import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Headers, pack } from 'tar-stream';
import type { DataSource } from '../data-source.ts';
import { BIG, published, RAW, SMALL } from './testing.ts';

/** What the tests of archives share: gzipped tar archives made on the spot. */
export interface Entry {
  readonly header: Headers;
  readonly body?: Uint8Array;
}

export async function tgz(entries: readonly Entry[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { header, body } of entries) tar.entry(header, Buffer.from(body ?? ''));
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** The two files of the small data set, as the members of an archive. */
export const MEMBERS: readonly Entry[] = [
  { header: { name: 'tiny-bin/', type: 'directory' } },
  { header: { name: 'tiny-bin/big' }, body: RAW.big as Uint8Array },
  { header: { name: 'tiny-bin/readme.html' }, body: Buffer.from('not wanted') },
  { header: { name: 'tiny-bin/small' }, body: RAW.small as Uint8Array },
];

/** The small data set, published as this archive. */
export const archived = (bytes: Uint8Array): DataSource => ({
  name: 'tiny',
  folders: ['tiny'],
  files: [BIG, SMALL].map(({ name, raw }) => ({ name, raw })),
  archive: { name: 'tiny.tar.gz', folder: 'tiny-bin', ...published(bytes) },
  mirrors: [],
});
