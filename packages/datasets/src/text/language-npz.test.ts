import { describe, expect, it } from 'vitest';
import { CorruptFileError } from '../errors.ts';
import { npyFile, npyStrings, npzFile } from '../npz/testing.ts';
import { parseLanguageTask } from './language-npz.ts';

const longs = (shape: readonly number[], values: readonly number[]) =>
  npyFile('<i8', shape, BigInt64Array.from(values, BigInt));

/** Four words of two languages over a, b, ż: "ab", "ż", "ba", "aż". */
const MEMBERS = {
  chars: npyStrings(['a', 'b', 'ż'], 1),
  language_names: npyStrings(['English', 'Polish'], 7),
  train_x: longs([2, 2], [0, 1, 2, -1]),
  train_y: longs([2], [0, 1]),
  dev_x: longs([1, 2], [1, 0]),
  dev_y: longs([1], [0]),
  test_x: longs([1, 2], [0, 2]),
  test_y: longs([1], [1]),
  test_buckets: longs([1, 2], [0, 1]),
};
const archive = (changes: Record<string, Uint8Array | undefined>) =>
  npzFile(
    Object.fromEntries(
      Object.entries({ ...MEMBERS, ...changes }).filter(
        (member): member is [string, Uint8Array] => member[1] !== undefined,
      ),
    ),
  );

describe('parseLanguageTask', () => {
  it('reads words, labels and what they mean', () => {
    expect(parseLanguageTask(archive({}), 'l.npz')).toEqual({
      characters: ['a', 'b', 'ż'],
      languages: ['English', 'Polish'],
      longest: 2,
      parts: {
        train: { x: Int32Array.of(0, 1, 2, -1), y: Int32Array.of(0, 1) },
        dev: { x: Int32Array.of(1, 0), y: Int32Array.of(0) },
        test: { x: Int32Array.of(0, 2), y: Int32Array.of(1) },
      },
    });
  });

  it.each<[string, Record<string, Uint8Array | undefined>, RegExp]>([
    ['a missing array', { dev_y: undefined }, /there is no array dev_y; it holds chars/],
    ['numbers for characters', { chars: longs([3], [0, 1, 2]) }, /l\.npz: chars: values of dtype i8/],
    [
      'words of floats',
      { test_x: npyFile('<f8', [1, 2], Float64Array.of(0, 1)) },
      /test_x: values of dtype f8/,
    ],
    [
      'words in one row',
      { train_x: longs([4], [0, 1, 2, 0]) },
      /train_x has shape \(4\), which should have 2 axes/,
    ],
    ['other columns', { test_x: longs([1, 3], [0, 1, 2]) }, /test_x has 3 columns, but train_x 2/],
    ['other counts', { train_y: longs([3], [0, 1, 1]) }, /train_x holds 2 words, but train_y 3 labels/],
    ['no words', { dev_x: longs([0, 2], []), dev_y: longs([0], []) }, /dev_x holds no word/],
    [
      'a label out of range',
      { train_y: longs([2], [0, 2]) },
      /train_y, row 1: label 2, but there are 2 languages/,
    ],
    ['a negative label', { train_y: longs([2], [-1, 0]) }, /train_y, row 0: label -1/],
    ['a letter out of range', { dev_x: longs([1, 2], [1, 3]) }, /dev_x, row 0: letter 3, but there are 3/],
    ['a letter of -2', { dev_x: longs([1, 2], [-2, 1]) }, /dev_x, row 0: letter -2/],
    ['a letter after the padding', { dev_x: longs([1, 2], [-1, 1]) }, /dev_x, row 0: a word without letters/],
    [
      'a gap',
      { train_x: longs([1, 3], [0, -1, 1]), train_y: longs([1], [0]) },
      /train_x, row 0: a letter after the padding/,
    ],
    ['a huge label', { dev_y: longs([1], [2 ** 40]) }, /dev_y: value 1099511627776 at index 0/],
  ])('refuses %s', (_, changes, message) => {
    const attempt = () => parseLanguageTask(archive(changes), 'l.npz');
    expect(attempt).toThrow(CorruptFileError);
    expect(attempt).toThrow(message);
  });

  it('refuses what is no archive', () => {
    expect(() => parseLanguageTask(new TextEncoder().encode('hello'), 'l.npz')).toThrow(
      /l\.npz: not a zip archive/,
    );
  });
});
