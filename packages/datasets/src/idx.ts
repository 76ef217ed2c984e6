import { CorruptFileError } from './errors.ts';

// The idx format: a big-endian magic number (0, 0, type 8 = uint8, number of axes), one uint32 per axis, then bytes.
const IMAGES = 2051;
const LABELS = 2049;

/** The images of an idx file, as a view of its bytes. */
export interface IdxImages {
  readonly count: number;
  readonly rows: number;
  readonly cols: number;
  /** `count*rows*cols` grey values, 0 is the background. */
  readonly pixels: Uint8Array;
}

function body(bytes: Uint8Array, magic: number, axes: number, where: string) {
  const header = 4 + 4 * axes;
  if (bytes.length < header) {
    throw new CorruptFileError(
      `${where}: ${bytes.length} bytes, shorter than an idx header; fetch the file again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0);
  if (found !== magic) {
    throw new CorruptFileError(
      `${where}: magic number ${found}, expected ${magic}; this is another kind of file.`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== header + size) {
    throw new CorruptFileError(
      `${where}: ${bytes.length} bytes, but its header [${shape}] announces ${header + size}; fetch the file again.`,
    );
  }
  return { shape, bytes: bytes.subarray(header) };
}

/**
 * Reads an idx3-ubyte file (magic 2051).
 *
 * @param where what an error message calls the file
 * @throws CorruptFileError when the magic number or the length is wrong
 */
export function readIdxImages(bytes: Uint8Array, where: string): IdxImages {
  const { shape, bytes: pixels } = body(bytes, IMAGES, 3, where);
  const [count, rows, cols] = shape as [number, number, number];
  return { count, rows, cols, pixels };
}

/**
 * Reads an idx1-ubyte file (magic 2049) as a view of its bytes.
 *
 * @param where what an error message calls the file
 * @throws CorruptFileError when the magic number or the length is wrong
 */
export function readIdxLabels(bytes: Uint8Array, where: string): Uint8Array {
  return body(bytes, LABELS, 1, where).bytes;
}
