import { CorruptFileError } from './errors.ts';

export const CIFAR_SIDE = 32;
const PLANE = CIFAR_SIDE * CIFAR_SIDE;
/** Bytes of one image. */
export const CIFAR_IMAGE = 3 * PLANE;

/** How a record begins: CIFAR-10 with the class, CIFAR-100 with the superclass and the class. */
export interface CifarLayout {
  readonly labelBytes: 1 | 2;
  /** Which of these bytes is the label. */
  readonly labelAt: 0 | 1;
  /** Labels run from 0 to `classes - 1`. */
  readonly classes: number;
}

/** Where the records go: `count * 3072` bytes, channels last, and `count` labels. */
export interface CifarTarget {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Reads records of the CIFAR binary format: label bytes, then 1024 red, 1024 green and 1024 blue values of 32 rows.
 * Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
 *
 * `target.images` may be the beginning of `bytes` itself: records shrink to images in place.
 *
 * @param where what an error message calls the bytes
 * @throws CorruptFileError when the bytes are no whole records, not as many as fit into `target`, or a label has no class
 */
export function readCifarRecords(
  bytes: Uint8Array,
  { labelBytes, labelAt, classes }: CifarLayout,
  { images, labels }: CifarTarget,
  where: string,
): void {
  const size = labelBytes + CIFAR_IMAGE;
  const count = labels.length;
  if (bytes.length !== count * size || images.length !== count * CIFAR_IMAGE) {
    throw new CorruptFileError(
      `${where}: ${bytes.length} bytes, expected ${count} records of ${size} bytes; fetch the file again.`,
    );
  }
  const planes = new Uint8Array(CIFAR_IMAGE);
  for (let i = 0, from = 0, to = 0; i < count; i++, from += size) {
    const label = bytes[from + labelAt] as number;
    if (label >= classes) {
      throw new CorruptFileError(
        `${where}: label ${label} in record ${i}, but there are ${classes} classes; this is another kind of file.`,
      );
    }
    labels[i] = label;
    planes.set(bytes.subarray(from + labelBytes, from + size));
    for (let p = 0; p < PLANE; p++) {
      images[to++] = planes[p] as number;
      images[to++] = planes[p + PLANE] as number;
      images[to++] = planes[p + 2 * PLANE] as number;
    }
  }
}

/** As `readCifarRecords`, into the memory of `bytes`: they are overwritten. */
export function readCifarRecordsInPlace(bytes: Uint8Array, layout: CifarLayout, where: string): CifarTarget {
  const count = Math.floor(bytes.length / (layout.labelBytes + CIFAR_IMAGE));
  const target = { images: bytes.subarray(0, count * CIFAR_IMAGE), labels: new Uint8Array(count) };
  readCifarRecords(bytes, layout, target, where);
  return target;
}
