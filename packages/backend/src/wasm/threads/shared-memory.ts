import { ThreadsError } from './threads-error.ts';

const IMPORTS = 2;
const SHARED_WITH_MAXIMUM = 3;
/** 65 536 pages are 4 GB: what the wasm backend gives its memory, so that any module of ours may import it. */
const MAXIMUM_PAGES = [0x80, 0x80, 0x04];

function encode(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...encode(value >>> 7)];
}

/** Reads the binary format from a place on. */
function reader(bytes: Uint8Array, start: number) {
  let at = start;
  const byte = () => {
    const value = bytes[at++];
    if (value === undefined) throw new ThreadsError('The module ends too early: it is not WebAssembly.');
    return value;
  };
  const number = (): number => {
    const low = byte();
    return low < 128 ? low : (low & 127) + 128 * number();
  };
  const limits = () => {
    const hasMaximum = (byte() & 1) === 1;
    const minimum = number();
    return { minimum, maximum: hasMaximum ? number() : undefined };
  };
  const skip = (count: number) => {
    at += count;
  };
  return { byte, number, limits, skip, at: () => at };
}

/** Rewrites the contents of an import section: its memories become shared. */
function shareImports(bytes: Uint8Array, start: number): number[] {
  const read = reader(bytes, start);
  const count = read.number();
  const out = encode(count);
  for (let i = 0; i < count; i++) {
    const begin = read.at();
    for (const _ of ['module', 'name']) read.skip(read.number());
    const kind = read.byte();
    const typeAt = read.at();
    if (kind === 2) {
      const { minimum, maximum } = read.limits();
      out.push(...bytes.slice(begin, typeAt), SHARED_WITH_MAXIMUM, ...encode(minimum));
      out.push(...(maximum === undefined ? MAXIMUM_PAGES : encode(maximum)));
      continue;
    }
    if (kind === 0) read.number();
    else if (kind === 1) {
      read.byte();
      read.limits();
    } else read.skip(2);
    out.push(...bytes.slice(begin, read.at()));
  }
  return out;
}

/**
 * The same module, importing shared memory: WebAssembly lets a module take either shared memory or the other kind, as it
 * declares, and the code is the same. So one build of the kernels serves one thread and many.
 *
 * @throws ThreadsError for bytes that are not a WebAssembly module.
 */
export function withSharedMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes[0] !== 0 || bytes[1] !== 0x61 || bytes[2] !== 0x73 || bytes[3] !== 0x6d) {
    throw new ThreadsError('The bytes are not a WebAssembly module: they do not begin with "\\0asm".');
  }
  const parts: ArrayLike<number>[] = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const read = reader(bytes, at);
    const id = read.byte();
    const size = read.number();
    const end = read.at() + size;
    if (end > bytes.length) throw new ThreadsError('The module ends too early: it was cut off.');
    if (id === IMPORTS) {
      const contents = shareImports(bytes, read.at());
      parts.push([id, ...encode(contents.length), ...contents]);
    } else parts.push(bytes.subarray(at, end));
    at = end;
  }
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    out.set(part, to);
    to += part.length;
  }
  return out;
}
