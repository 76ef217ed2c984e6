import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArtifactsError, InvalidOptionError } from '../errors.ts';
import { bitWriter, readBits } from './bits.ts';
import { codedBits, codeLengths, entropy, frequenciesOf } from './code-lengths.ts';
import { decodeGaps, encodeGaps } from './gaps.ts';
import { canonicalCodes, decodeSymbols, encodeSymbols, symbolDecoder } from './huffman.ts';

describe('codeLengths', () => {
  it.each([
    ['of a textbook', [45, 16, 13, 12, 9, 5], [1, 3, 3, 3, 4, 4], 224, 2.2199],
    ['of halves', [8, 4, 2, 1, 1], [1, 2, 3, 4, 4], 30, 1.875],
    ['equal', [1, 1, 1, 1], [2, 2, 2, 2], 8, 2],
    ['one alone', [0, 7], [0, 1], 7, 0],
    ['none', [0, 0], [0, 0], 0, 0],
  ])('%s', (_, frequencies, lengths, bits, bound) => {
    expect([...codeLengths(frequencies)]).toEqual(lengths);
    expect(codedBits(frequencies, codeLengths(frequencies))).toBe(bits);
    expect(entropy(frequencies)).toBeCloseTo(bound, 4);
  });

  it('makes a complete prefix code within a bit of the entropy', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 80 }),
        (frequencies) => {
          fc.pre(frequencies.filter((count) => count > 0).length > 1);
          const lengths = codeLengths(frequencies);
          expect(lengths.reduce((sum, length) => sum + (length && 2 ** -length), 0)).toBe(1);
          const mean = codedBits(frequencies, lengths) / frequencies.reduce((a, b) => a + b);
          expect(mean).toBeGreaterThanOrEqual(entropy(frequencies) - 1e-9);
          expect(mean).toBeLessThan(entropy(frequencies) + 1);
        },
      ),
    );
  });

  it('takes no more than 32 bits for the worst of proportions', () => {
    const fibonacci = [1, 1];
    while (fibonacci.length < 60) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
    const lengths = codeLengths(fibonacci);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(32);
    expect(Math.max(...codeLengths(fibonacci.slice(0, 33)))).toBe(32);
    const symbols = fibonacci.map((_, i) => i);
    expect([...decodeSymbols(encodeSymbols(symbols, lengths), lengths, 60)]).toEqual(symbols);
  });

  it('refuses what is no count', () => {
    for (const odd of [-1, 0.5, Number.NaN]) expect(() => codeLengths([1, odd])).toThrow(InvalidOptionError);
  });
});

describe('canonical codes', () => {
  it('are those of RFC 1951', () => {
    expect([...canonicalCodes(Uint8Array.of(3, 3, 3, 3, 3, 2, 4, 4))]).toEqual([2, 3, 4, 5, 6, 0, 14, 15]);
  });

  it.each([
    [[1, 1, 1], 'too many'],
    [[33], 'too long'],
  ])('refuse lengths %j: %s', (lengths) => {
    expect(() => canonicalCodes(Uint8Array.from(lengths))).toThrow(ArtifactsError);
  });

  it('come back, in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 5 }),
        (symbols, piece) => {
          const lengths = codeLengths(frequenciesOf(symbols, 21));
          const bytes = encodeSymbols(symbols, lengths);
          const decoder = symbolDecoder(lengths, symbols.length);
          for (let at = 0; at < bytes.length; at += piece) decoder.push(bytes.subarray(at, at + piece));
          expect([...decoder.end()]).toEqual(symbols);
        },
      ),
    );
  });

  it('come back for an alphabet of 2^16', () => {
    const symbols = Uint32Array.from({ length: 2 ** 16 + 1000 }, (_, i) => (i * 40_503) % 2 ** 16);
    const lengths = codeLengths(frequenciesOf(symbols, 2 ** 16));
    expect(decodeSymbols(encodeSymbols(symbols, lengths), lengths, symbols.length)).toEqual(symbols);
  });

  it('say so where bytes are missing, too many or no code', () => {
    const lengths = Uint8Array.of(2, 2, 2);
    expect(() => decodeSymbols(new Uint8Array(0), lengths, 1)).toThrow(/cut off/);
    expect(() => decodeSymbols(new Uint8Array(2), lengths, 1)).toThrow(/after the last/);
    expect(() => decodeSymbols(new Uint8Array(5).fill(255), lengths, 2)).toThrow(/no code/);
    expect(() => encodeSymbols([3], lengths)).toThrow(ArtifactsError);
  });
});

describe('gaps', () => {
  it('are those of figure 2 of Deep Compression', () => {
    const { gaps, real } = encodeGaps([0, 3, 14], 3);
    expect([...gaps]).toEqual([1, 3, 8, 3]);
    expect([...real]).toEqual([1, 1, 0, 1]);
    expect([...decodeGaps(gaps, 16)]).toEqual([0, 3, 11, 14]);
    expect([...encodeGaps([7, 15], 3).gaps]).toEqual([8, 8]);
    expect(() => decodeGaps(gaps, 14)).toThrow(ArtifactsError);
  });

  it('lead back to the places', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(500), { maxLength: 50 }),
        fc.integer({ min: 1, max: 8 }),
        (set, bits) => {
          const places = set.sort((a, b) => a - b);
          const { gaps, real } = encodeGaps(places, bits);
          expect([...decodeGaps(gaps, 501)].filter((_, i) => real[i] === 1)).toEqual(places);
          expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(2 ** bits);
        },
      ),
    );
  });
});

it('bits come back', () => {
  const writer = bitWriter();
  for (let i = 0; i < 3000; i++) writer.write(i % 64, 6);
  expect([...readBits(writer.bytes(), 6, 3000)]).toEqual(Array.from({ length: 3000 }, (_, i) => i % 64));
});
