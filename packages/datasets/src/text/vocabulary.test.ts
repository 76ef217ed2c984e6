import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError, InvalidDataError, OutOfRangeError } from '../errors.ts';
import { tokenize } from './tokens.ts';
import { SPECIAL_TOKENS, type VocabularyOptions, vocabulary } from './vocabulary.ts';
import { vocabularyFromJson } from './vocabulary-json.ts';

const TEXT = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^([a-zäÉ'’-]| |[.,!?<>]|好|字|\u0301|\n){0,20}$/u),
  fc.constantFrom('<eos>', 'a <pad> b', 'ΑΣ ΟΔΟΣ', 'İstanbul', 'e\u0301te\u0301', "don't—stop", '😀👩‍👩‍👧'),
);
const OPTIONS = fc.record<VocabularyOptions>({
  unit: fc.constantFrom('character', 'word'),
  lowerCase: fc.boolean(),
  splitPunctuation: fc.boolean(),
});

describe('tokenize', () => {
  const words = (text: string, splitPunctuation = true) => tokenize(text, { unit: 'word', splitPunctuation });

  it('splits words and punctuation by Unicode, and keeps apostrophes and hyphens inside words', () => {
    expect(words('Tom said: "I don’t know the two-piece—it\'s 3.5!"')).toEqual([
      'Tom',
      'said',
      ':',
      '"',
      'I',
      'don’t',
      'know',
      'the',
      'two-piece',
      '—',
      "it's",
      '3',
      '.',
      '5',
      '!',
      '"',
    ]);
    expect(words('Zwei junge weiße Männer…')).toEqual(['Zwei', 'junge', 'weiße', 'Männer', '…']);
    expect(words('我们走。')).toEqual(['我们走', '。']);
    expect(words(" don't.\tstop ", false)).toEqual(["don't.", 'stop']);
    expect(words('  ')).toEqual([]);
  });

  it('takes code points in form C as characters', () => {
    expect(tokenize('e\u0301😀好', { unit: 'character' })).toEqual(['é', '😀', '好']);
    expect(tokenize('ÄB', { unit: 'character', lowerCase: true })).toEqual(['ä', 'b']);
  });
});

describe('vocabulary', () => {
  const letters = vocabulary(['banana', 'band'], { unit: 'character' });

  it('numbers tokens by falling frequency, then by their codes', () => {
    // a 4, n 3, b 2, d 1
    expect(letters.tokens).toEqual(['<pad>', '<bos>', '<eos>', '<unk>', 'a', 'n', 'b', 'd']);
    expect(letters.size).toBe(8);
    expect([...letters.encode('bad!', { bos: true, eos: true })]).toEqual([1, 6, 4, 7, 3, 2]);
    expect(vocabulary(['b a'], { unit: 'word' }).tokens.slice(4)).toEqual(['a', 'b']);
  });

  it('leaves out what is rare, and keeps what is most frequent', () => {
    expect(vocabulary(['banana band'], { unit: 'character', minFrequency: 3 }).tokens.slice(4)).toEqual([
      'a',
      'n',
    ]);
    expect(vocabulary(['banana band'], { unit: 'character', maxSize: 5 }).tokens.slice(4)).toEqual(['a']);
  });

  it('decodes up to the first <eos>, without <pad> and <bos>', () => {
    expect(letters.decode([1, 6, 4, 0, 3, 7, 2, 4, 4])).toBe('ba<unk>d');
    const words = vocabulary(['Hello, Tom!'], { unit: 'word', lowerCase: true });
    expect(words.decode(words.encode('Hello, Tom!'))).toBe('hello , tom !');
  });

  it('gives a text back when its tokens are known: form C by characters, single spaces by words', () => {
    fc.assert(
      fc.property(TEXT, OPTIONS, (text, options) => {
        const known = vocabulary([text, 'x'], options);
        const decoded = known.decode(known.encode(text, { bos: true, eos: true }));
        const tokens = tokenize(text, options).map((token) =>
          SPECIAL_TOKENS.includes(token) ? '<unk>' : token,
        );
        expect(decoded).toBe(tokens.join(options.unit === 'word' ? ' ' : ''));
        expect(known.decode(known.encode(decoded))).toBe(decoded);
      }),
    );
  });

  it('never lets a text spell a special token', () => {
    fc.assert(
      fc.property(fc.array(TEXT), TEXT, OPTIONS, (texts, text, options) => {
        const known = vocabulary([...texts, 'x'], options);
        const ids = [...known.encode(text)];
        expect(ids).toHaveLength(tokenize(text, options).length);
        expect(ids.every((id) => id >= 3 && id < known.size)).toBe(true);
      }),
    );
    const split = vocabulary(['a <eos> b'], { unit: 'word', splitPunctuation: false });
    expect([...split.encode('a <eos> b')]).toEqual([4, 3, 5]);
  });

  it('is the same for texts in another order, and after JSON', () => {
    fc.assert(
      fc.property(fc.array(TEXT, { minLength: 1 }), OPTIONS, (texts, options) => {
        const known = vocabulary([...texts, 'x'], options);
        expect(vocabulary(['x', ...texts.toReversed()], options).tokens).toEqual(known.tokens);
        const again = vocabularyFromJson(JSON.parse(JSON.stringify(known)));
        expect(again.toJSON()).toEqual(known.toJSON());
        for (const text of texts) expect(again.encode(text)).toEqual(known.encode(text));
      }),
    );
  });

  it('refuses what cannot be meant', () => {
    const bad = (options: object) => () => vocabulary(['a'], { unit: 'word', ...options });
    expect(bad({ unit: 'byte' as never })).toThrow(InvalidArgumentError);
    expect(bad({ minFrequency: 0 })).toThrow(/minFrequency is 0/);
    expect(bad({ minFrequency: Number.NaN })).toThrow(InvalidArgumentError);
    expect(bad({ maxSize: 4 })).toThrow(/maxSize is 4/);
    expect(bad({ maxSize: Number.NaN })).toThrow(InvalidArgumentError);
    expect(bad({ minFrequency: 2 })).toThrow(InvalidDataError);
    expect(() => vocabulary([], { unit: 'word' })).toThrow(/0 different tokens/);
    for (const id of [-1, 8, 1.5, Number.NaN]) expect(() => letters.decode([4, id])).toThrow(OutOfRangeError);
  });

  it.each([
    null,
    {},
    { ...letters.toJSON(), unit: 'byte' },
    { ...letters.toJSON(), lowerCase: 1 },
    { ...letters.toJSON(), splitPunctuation: undefined },
    { ...letters.toJSON(), tokens: ['a'] },
    { ...letters.toJSON(), tokens: 'abcdef' },
    { ...letters.toJSON(), tokens: [...letters.tokens, 'a'] },
    { ...letters.toJSON(), tokens: [...letters.tokens, 7] },
  ])('refuses JSON of something else: %j', (json) => {
    expect(() => vocabularyFromJson(json)).toThrow(InvalidDataError);
  });
});
