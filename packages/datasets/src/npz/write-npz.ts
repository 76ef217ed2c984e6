import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { replaceFile } from '#platform';
import { InvalidArgumentError, InvalidDataError } from '../errors.ts';
import { checkBundle, type DatasetBundle, type ExportOptions } from '../export/bundle.ts';
import { arraysOf } from '../export/stored-part.ts';
import { writeNpy } from './write-npy.ts';

export interface NpzOptions extends ExportOptions {
  /** Deflate level from 1 to 9, as `numpy.savez_compressed` writes. Default: none, 0, as `numpy.savez`. */
  readonly compression?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
}

/** Zip without the 64-bit extension, which the writer lacks. */
const LIMIT = 2 ** 32 - 2 ** 20;
const PIECE = 4 * 1024 * 1024;

interface Member {
  readonly name: string;
  readonly header: Uint8Array;
  readonly bytes: Uint8Array;
}

function membersOf(bundle: DatasetBundle, { notes = {}, compression = 0 }: NpzOptions): Member[] {
  checkBundle(bundle, notes);
  if (!Number.isInteger(compression) || compression < 0 || compression > 9) {
    throw new InvalidArgumentError(
      `npz: compression is ${compression}; pass a deflate level from 0 (none) to 9.`,
    );
  }
  const members: Member[] = [];
  for (const [set, parts] of Object.entries(bundle)) {
    for (const [part, data] of Object.entries(parts))
      for (const array of arraysOf(data))
        members.push({ name: `${set}/${part}/${array.name}.npy`, ...writeNpy(array) });
    for (const [key, text] of Object.entries(notes[set] ?? {}))
      members.push({ name: `${set}/${key}.npy`, ...writeNpy({ name: key, shape: [], data: [text] }) });
  }
  const total = members.reduce((sum, { header, bytes }) => sum + header.length + bytes.length, 0);
  if (total <= LIMIT) return members;
  throw new InvalidDataError(
    `npz: ${total} bytes do not fit into a zip archive of 4 GB; write several, or HDF5.`,
  );
}

/** Writes the archive in pieces. */
async function writeZip(
  members: readonly Member[],
  options: NpzOptions,
  append: (bytes: Uint8Array) => Promise<void>,
) {
  const { compression = 0, signal, onProgress } = options;
  const total = members.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let done = 0;
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    ready.push(bytes);
  });
  const drain = async () => {
    const pieces = ready;
    ready = [];
    for (const piece of pieces) await append(piece);
    signal?.throwIfAborted();
  };
  for (const { name, header, bytes } of members) {
    const member =
      compression === 0 ? new ZipPassThrough(name) : new ZipDeflate(name, { level: compression });
    // The same data always make the same archive.
    member.mtime = new Date(1980, 0, 1);
    zip.add(member);
    member.push(header);
    for (let at = 0; at < bytes.length || at === 0; at += PIECE) {
      // A copy: deflating hands over parts of what it was given.
      member.push(bytes.slice(at, at + PIECE), at + PIECE >= bytes.length);
      await drain();
      done += Math.min(PIECE, bytes.length - at);
      onProgress?.({ phase: 'write', done, total, unit: 'bytes' });
    }
  }
  zip.end();
  await drain();
}

/**
 * Writes data sets into one numpy archive: `np.load(path)['mnist/train/images']` and so on, the arrays that `writeHdf5` describes, with
 * `name`, `mean`, `std` and notes as arrays too. It gets its name when it is complete and on the disk.
 *
 * @param path Node only; in a browser use `npzBytes`
 * @throws InvalidArgumentError for names or options that cannot be meant, InvalidDataError for more than 4 GB
 * @throws WriteError when the disk refuses; a file that was there before is untouched
 */
export async function writeNpz(path: string, bundle: DatasetBundle, options: NpzOptions = {}): Promise<void> {
  const members = membersOf(bundle, options);
  options.signal?.throwIfAborted();
  await replaceFile(path, ({ append }) => writeZip(members, options, append));
}

/** The bytes of the file that `writeNpz` writes, made in memory: twice the size of the data. */
export async function npzBytes(bundle: DatasetBundle, options: NpzOptions = {}): Promise<Uint8Array> {
  const members = membersOf(bundle, options);
  options.signal?.throwIfAborted();
  const pieces: Uint8Array[] = [];
  await writeZip(members, options, async (bytes) => {
    pieces.push(bytes);
  });
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
