import { describe, expect, it } from 'vitest';
import { InvalidDataError } from '../errors.ts';
import { dictionaryTask } from './dictionary-task.ts';

describe('dictionaryTask', () => {
  /** 3700 different words: a number in letters. */
  const many = (prefix: string) => {
    const digit = (n: number, place: number) => String.fromCharCode(97 + (Math.floor(n / 26 ** place) % 26));
    return Array.from({ length: 3700 }, (_, n) => prefix + digit(n, 2) + digit(n, 1) + digit(n, 0));
  };

  it('leaves out words that two languages have, names, and words that are too long or short', () => {
    const [a, b] = [many('a'), many('b')];
    const task = dictionaryTask(
      [
        { name: 'A', letters: '', words: [...a, 'shared', 'Anna', 'x', 'éa', 'abcdefghijk'] },
        { name: 'B', letters: 'é', words: [...b, 'shared'] },
      ],
      0,
    );
    const words = (['train', 'dev', 'test'] as const).flatMap((part) => {
      const { x, y } = task.parts[part];
      return Array.from(
        y,
        (label, i) =>
          label + Array.from(x.subarray(i * 10, i * 10 + 10), (id) => task.characters[id] ?? '').join(''),
      );
    });
    expect(words.sort()).toEqual([...a.map((word) => `0${word}`), ...b.map((word) => `1${word}`)].sort());
  });

  it('refuses lists that are too short', () => {
    const lists = [many('a'), many('b').slice(1)].map((words, k) => ({ name: `L${k}`, letters: '', words }));
    expect(() => dictionaryTask(lists, 0)).toThrow(InvalidDataError);
    expect(() => dictionaryTask(lists, 0)).toThrow(/L1: 3699 words .* 3700 are needed/);
  });
});
