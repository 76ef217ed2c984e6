import { CorruptFileError } from '../errors.ts';

const END = 0x06054b50;
const MEMBER = 0x02014b50;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});

/** The CRC-32 of zip, gzip and PNG (polynomial 0xedb88320, reflected). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++)
    crc = (TABLE[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The CRC-32 that a zip archive's directory states for each member: fflate reads the members, but does not compare.
 *
 * @throws CorruptFileError when there is no directory, which is at the end of the archive
 */
export function zipChecksums(archive: Uint8Array, where: string): Map<string, number> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const broken = () =>
    new CorruptFileError(`${where}: not a complete zip archive: its directory is missing or damaged.`);
  let end = archive.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw broken();
  const checksums = new Map<string, number>();
  const count = view.getUint16(end + 10, true);
  for (let i = 0, at = view.getUint32(end + 16, true); i < count; i++) {
    if (at + 46 > archive.length || view.getUint32(at, true) !== MEMBER) throw broken();
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const from = at + 46;
    const to = from + (name as number);
    checksums.set(new TextDecoder().decode(archive.subarray(from, to)), view.getUint32(at + 16, true));
    at = to + (extra as number) + (comment as number);
  }
  return checksums;
}
