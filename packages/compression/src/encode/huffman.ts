import { ArtifactsError } from '../errors.ts';
import { bitWriter } from './bits.ts';
import { MAX_LENGTH } from './code-lengths.ts';

/** Symbols in the order of their codes, and where the codes of each length begin. */
interface Canonical {
  readonly symbols: readonly number[];
  /** By length: the first code. */
  readonly first: readonly number[];
  /** By length: how many symbols have shorter codes. */
  readonly before: readonly number[];
  /** By length: how many symbols have codes of it. */
  readonly counts: readonly number[];
}

/**
 * The codes follow from their lengths alone: of each length in the order of the symbols, after those of smaller lengths (RFC 1951, 3.2.2).
 *
 * @throws ArtifactsError where no prefix code has these lengths
 */
function canonical(lengths: Uint8Array): Canonical {
  const counts = new Array<number>(MAX_LENGTH + 1).fill(0);
  for (const length of lengths) {
    if (length > MAX_LENGTH)
      throw new ArtifactsError(`A code is ${length} bits long; the longest is ${MAX_LENGTH}.`);
    if (length > 0) counts[length] = (counts[length] as number) + 1;
  }
  const [first, before] = [[0], [0]];
  let [code, sum] = [0, 0];
  for (let length = 1; length <= MAX_LENGTH; length++) {
    code = 2 * (code + (counts[length - 1] as number));
    sum += counts[length - 1] as number;
    first.push(code);
    before.push(sum);
    if (code + (counts[length] as number) > 2 ** length) {
      throw new ArtifactsError('The lengths of the codes are those of no prefix code; the file is damaged.');
    }
  }
  const symbols = Array.from(lengths, (_, symbol) => symbol)
    .filter((symbol) => lengths[symbol] !== 0)
    .sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  return { symbols, first, before, counts };
}

/** The code of each symbol, as a number of as many bits as its length says. @throws ArtifactsError where no prefix code has these lengths */
export function canonicalCodes(lengths: Uint8Array): Uint32Array {
  const { symbols, first, before } = canonical(lengths);
  const codes = new Uint32Array(lengths.length);
  for (const [rank, symbol] of symbols.entries()) {
    const length = lengths[symbol] as number;
    codes[symbol] = (first[length] as number) + rank - (before[length] as number);
  }
  return codes;
}

/** The symbols' codes one after another. @throws ArtifactsError for a symbol without a code */
export function encodeSymbols(symbols: ArrayLike<number>, lengths: Uint8Array): Uint8Array {
  const codes = canonicalCodes(lengths);
  const writer = bitWriter();
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as number;
    if (!lengths[symbol]) throw new ArtifactsError(`The symbol ${symbol} has no code.`);
    writer.write(codes[symbol] as number, lengths[symbol] as number);
  }
  return writer.bytes();
}

export interface SymbolDecoder {
  /** The next bytes, however they were cut. */
  push(bytes: Uint8Array): void;
  /** All symbols. @throws ArtifactsError where bytes are missing */
  end(): Uint32Array;
}

/**
 * Reads `count` symbols from bytes that may come in pieces.
 *
 * @throws ArtifactsError where no prefix code has these lengths, or, in `push`, for bits that are no code and bytes too many
 */
export function symbolDecoder(lengths: Uint8Array, count: number): SymbolDecoder {
  const { symbols, first, before, counts } = canonical(lengths);
  const found = new Uint32Array(count);
  let [done, code, length] = [0, 0, 0];
  const pushByte = (byte: number) => {
    if (done === count)
      throw new ArtifactsError('There are bytes after the last symbol; the file is damaged.');
    for (let i = 7; i >= 0 && done < count; i--) {
      code = code * 2 + ((byte >>> i) & 1);
      length += 1;
      const rank = code - (first[length] as number);
      if (rank < (counts[length] as number)) {
        found[done++] = symbols[(before[length] as number) + rank] as number;
        [code, length] = [0, 0];
      } else if (length === MAX_LENGTH) {
        throw new ArtifactsError('There are bits that are no code; the file is damaged.');
      }
    }
  };
  return {
    push: (bytes) => {
      for (const byte of bytes) pushByte(byte);
    },
    end: () => {
      if (done < count)
        throw new ArtifactsError(`The file ends after ${done} of ${count} symbols; it is cut off.`);
      return found;
    },
  };
}

export function decodeSymbols(bytes: Uint8Array, lengths: Uint8Array, count: number): Uint32Array {
  const decoder = symbolDecoder(lengths, count);
  decoder.push(bytes);
  return decoder.end();
}
