import { reasonOf, WeightsFormatError } from './errors.ts';
import { ARRAYS, type StoredDtype, sizeOf } from './stored-tensor.ts';

/** What the header says about one tensor, checked; offsets count from the end of the header. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

const LENGTH_BYTES = 8;
/** The limit of the format's own reader: a hostile header must not exhaust the memory. */
const LARGEST_HEADER = 100_000_000;
const OPENING_BRACE = 0x7b;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function headerText(bytes: Uint8Array, where: string): { readonly text: string; readonly start: number } {
  const fail = (what: string): never => {
    throw new WeightsFormatError(`${where}: not a complete safetensors file: ${what}.`);
  };
  if (bytes.length < LENGTH_BYTES)
    fail(`it has ${bytes.length} bytes, and the length of its header alone takes 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length > LARGEST_HEADER)
    fail(`it claims a header of ${length} bytes, and ${LARGEST_HEADER} are allowed`);
  const start = LENGTH_BYTES + Number(length);
  if (start > bytes.length) fail(`its header ends at byte ${start}, the file at ${bytes.length}`);
  if (bytes[LENGTH_BYTES] !== OPENING_BRACE) fail('its header does not begin with {');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, start));
    return { text, start };
  } catch {
    return fail('its header is not UTF-8');
  }
}

function checkedEntry(name: string, value: unknown, where: string): SafetensorsEntry {
  const fail = (what: string): never => {
    throw new WeightsFormatError(`${where}: ${JSON.stringify(name)}: ${what}.`);
  };
  if (!isObject(value)) return fail('the header describes it by something else than an object');
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  const [other] = Object.keys(rest);
  if (other !== undefined)
    fail(`the header has a field ${JSON.stringify(other)} that the format does not know`);
  if (typeof dtype !== 'string' || !Object.hasOwn(ARRAYS, dtype)) {
    fail(
      `values of dtype ${JSON.stringify(dtype)} are not supported, only ${Object.keys(ARRAYS).join(', ')}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isCount))
    return fail(`its shape ${JSON.stringify(shape)} is no list of counts`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    return fail(`its data_offsets ${JSON.stringify(offsets)} are not two positions`);
  }
  const [from, to] = offsets as [number, number];
  const needed = sizeOf(shape) * ARRAYS[dtype as StoredDtype].BYTES_PER_ELEMENT;
  if (to - from !== needed) {
    fail(
      `data_offsets [${from}, ${to}] hold ${to - from} bytes, but shape [${shape.join(', ')}] of ${dtype} needs ${needed}`,
    );
  }
  return { name, dtype: dtype as StoredDtype, shape, data_offsets: [from, to] };
}

/**
 * Reads what stands before the values: a little-endian length of 8 bytes, and so much JSON.
 *
 * @returns the tensors in the order of their values, the metadata, and the position where values begin
 * @throws WeightsFormatError where the header is not of this form
 */
export function readHeader(
  bytes: Uint8Array,
  where: string,
): {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly start: number;
} {
  const { text, start } = headerText(bytes, where);
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new WeightsFormatError(`${where}: the safetensors header is no JSON (${reasonOf(cause)}).`, {
      cause,
    });
  }
  const { __metadata__: metadata = {}, ...rest } = header as Record<string, unknown>;
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new WeightsFormatError(`${where}: __metadata__ must be texts by name.`);
  }
  const entries = Object.entries(rest).map(([name, value]) => checkedEntry(name, value, where));
  entries.sort(({ data_offsets: [a, aEnd] }, { data_offsets: [b, bEnd] }) => a - b || aEnd - bEnd);
  return { entries, metadata: metadata as Readonly<Record<string, string>>, start };
}
