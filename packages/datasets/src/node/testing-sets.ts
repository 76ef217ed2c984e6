import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { DataSource } from '../data-source.ts';
import { permutation } from '../permutation.ts';
import { published } from './testing.ts';

/** What the tests of single data sets share: small files of the published formats, and counts. */
export const noise = (count: number, seed: number): Uint8Array =>
  Uint8Array.from(permutation(count, seed), (value) => (value * 31) % 256);

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** An idx file: magic number, shape, bytes. */
export function idx(magic: number, shape: readonly number[], body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + body.length);
  const view = new DataView(bytes.buffer);
  [magic, ...shape].forEach((value, i) => {
    view.setUint32(4 * i, value);
  });
  bytes.set(body, 4 + 4 * shape.length);
  return bytes;
}

/** CIFAR records of random pixels behind the given label bytes. */
export function cifarFile(labels: readonly (readonly number[])[], seed: number): Uint8Array {
  return Buffer.concat(labels.flatMap((bytes, i) => [Uint8Array.from(bytes), noise(3072, seed + i)]));
}

/** A data set of the same file names whose contents are these. */
export const madeOf = (source: DataSource, contents: readonly Uint8Array[]): DataSource => ({
  ...source,
  files: source.files.map(({ name, gz }, i) => ({
    name,
    raw: published(contents[i] as Uint8Array),
    ...(gz ? { gz: published(gzipSync(contents[i] as Uint8Array)) } : {}),
  })),
});

export const filesOf = (source: DataSource, contents: readonly Uint8Array[]): Record<string, Uint8Array> =>
  Object.fromEntries(source.files.map(({ name }, i) => [name, contents[i] as Uint8Array]));

/** Images of each class. */
export function perClass({
  labels,
  classes,
}: {
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
}) {
  const counts = Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}
