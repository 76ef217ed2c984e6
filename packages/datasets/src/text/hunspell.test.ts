import { describe, expect, it } from 'vitest';
import { CorruptFileError } from '../errors.ts';
import { hunspellWords } from './hunspell.ts';

describe('hunspellWords', () => {
  it('takes the words, without flags and what follows a tab or a space', () => {
    expect(hunspellWords('5\nhouse/MS\nkm\\/h/Q\nniño\tpo:noun\nTom st:tom\n\ncat\r\n', '', 'd')).toEqual([
      'house',
      'km/h',
      'niño',
      'Tom',
      'cat',
    ]);
  });

  it.each([
    ['', '3\na/Sx\nb/X\nc/x'],
    ['FLAG long\n', '3\na/S1xx\nb/Xx\nc/x1x2xx'],
    ['FLAG num\n', '3\na/12,9\nb/91,19\nc/9'],
    ['FLAG UTF-8\n', '3\na/SŁ\nb/X\nc/Ł'],
  ])('leaves out entries that are no words, with flags as in %j', (kind, dic) => {
    const flag = { '': 'x', 'FLAG long\n': 'xx', 'FLAG num\n': '9', 'FLAG UTF-8\n': 'Ł' }[kind];
    for (const name of ['FORBIDDENWORD', 'ONLYINCOMPOUND', 'NEEDAFFIX']) {
      expect(hunspellWords(dic, `SET UTF-8\n${kind}${name} ${flag}\n`, 'd')).toEqual(['b']);
    }
    expect(hunspellWords(dic, kind, 'd')).toEqual(['a', 'b', 'c']);
  });

  it('refuses what is no dictionary, or half of one', () => {
    for (const dic of ['', 'house\ncat', '0\n', '-3\na']) {
      expect(() => hunspellWords(dic, '', 'en.dic')).toThrow(CorruptFileError);
      expect(() => hunspellWords(dic, '', 'en.dic')).toThrow(/en\.dic, line 1: not a Hunspell dictionary/);
    }
    expect(() => hunspellWords('10\na\nb', '', 'en.dic')).toThrow(/en\.dic: 2 entries of 10/);
  });
});
