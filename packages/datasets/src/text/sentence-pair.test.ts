import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptFileError, InvalidArgumentError } from '../errors.ts';
import { decodeText } from './decode-text.ts';
import { parseAlignedSentences, parseSentencePairs } from './sentence-pair.ts';

const SENTENCE = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .map((text) => text.replaceAll(/[\t\n\r]/g, ' ').trim())
  .filter((text) => text !== '' && !text.startsWith('\uFEFF'));
const PAIRS = fc.array(fc.record({ source: SENTENCE, target: SENTENCE }), { minLength: 1 });

describe('parseSentencePairs', () => {
  it("reads Tatoeba's columns, in either direction", () => {
    const text = 'Hi.\t嗨。\tCC-BY 2.0\r\nRun.\t你用跑的。\tCC-BY 2.0';
    expect(parseSentencePairs(text)).toEqual([
      { source: 'Hi.', target: '嗨。' },
      { source: 'Run.', target: '你用跑的。' },
    ]);
    expect(parseSentencePairs(`\uFEFF${text}\n`, { columns: [1, 0] })[1]).toEqual({
      source: '你用跑的。',
      target: 'Run.',
    });
  });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(PAIRS, fc.constantFrom('\n', '\r\n'), fc.boolean(), (pairs, end, last) => {
        const lines = pairs.map(({ source, target }) => `${source}\t${target}`);
        expect(parseSentencePairs(lines.join(end) + (last ? end : ''))).toEqual(pairs);
        const side = (of: 'source' | 'target') => pairs.map((pair) => pair[of]).join(end) + (last ? end : '');
        expect(parseAlignedSentences(side('source'), side('target'))).toEqual(pairs);
      }),
    );
  });

  it.each([
    ['', /cmn\.txt: the text is empty/],
    ['a\tb\nHello', /cmn\.txt, line 2: no tab/],
    ['a\tb\n\nc\td', /cmn\.txt, line 2: no tab/],
    ['a\tb\n \td', /cmn\.txt, line 2, column 0: there is no sentence/],
    ['a\tb\nc\t', /cmn\.txt, line 2, column 1: there is no sentence/],
  ])('refuses %j', (text, message) => {
    const attempt = () => parseSentencePairs(text, { where: 'cmn.txt' });
    expect(attempt).toThrow(CorruptFileError);
    expect(attempt).toThrow(message);
  });

  it('refuses columns that are not there, or are none', () => {
    expect(() => parseSentencePairs('a\tb', { columns: [0, 2] })).toThrow(/line 1: 2 columns, but column 2/);
    for (const columns of [
      [0, 0],
      [-1, 0],
      [0, 0.5],
    ] as [number, number][]) {
      expect(() => parseSentencePairs('a\tb', { columns })).toThrow(InvalidArgumentError);
    }
  });
});

describe('parseAlignedSentences', () => {
  it.each([
    ['a\nb\n', 'c\n', /a\.en has 2 lines and a\.de 1;/],
    ['', 'c\n', /a\.en: the text is empty/],
    ['a\nb', 'c\n  \n', /a\.de, line 2: there is no sentence/],
  ])('refuses %j beside %j', (source, target, message) => {
    const attempt = () => parseAlignedSentences(source, target, { where: ['a.en', 'a.de'] });
    expect(attempt).toThrow(CorruptFileError);
    expect(attempt).toThrow(message);
  });
});

describe('decodeText', () => {
  it('drops the byte order mark', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'a')).toBe('a');
  });

  it('names the line that is not UTF-8', () => {
    const bytes = Uint8Array.from('one\ntwo\nthr\xe9\xe9\nfour', (letter) => letter.charCodeAt(0));
    const attempt = () => decodeText(bytes, 'latin.txt');
    expect(attempt).toThrow(CorruptFileError);
    expect(attempt).toThrow(/latin\.txt, line 3: not UTF-8/);
    // A text cut inside a character.
    expect(() => decodeText(new TextEncoder().encode('a\nb嗨').subarray(0, 5), 'cut.txt')).toThrow(/line 2/);
  });
});
