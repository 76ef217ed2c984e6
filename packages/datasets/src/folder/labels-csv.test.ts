import { expect, test } from 'vitest';
import { CorruptFileError, InvalidArgumentError } from '../errors.ts';
import { labelsFromCsv } from './labels-csv.ts';

test('names, indices, quotes, separators, a byte order mark and blank lines', () => {
  expect(labelsFromCsv('file,label\na.jpg,cat\n"b, c.jpg","""dog"""\n\n')).toEqual(
    new Map([
      ['a.jpg', 'cat'],
      ['b, c.jpg', '"dog"'],
    ]),
  );
  expect(labelsFromCsv('\uFEFFfile;label\r\na.jpg;007\r\nb.jpg;12\r\n')).toEqual(
    new Map([
      ['a.jpg', 7],
      ['b.jpg', 12],
    ]),
  );
  expect(labelsFromCsv('a.jpg\t1\nb.jpg\tx1', { titles: false })).toEqual(
    new Map([
      ['a.jpg', '1'],
      ['b.jpg', 'x1'],
    ]),
  );
});

test('columns by title or number', () => {
  const text = 'ImageId,URL,TrueLabel\na.png,x,3\nb.png,y,4';
  const table = new Map([
    ['a.png', 3],
    ['b.png', 4],
  ]);
  expect(labelsFromCsv(text, { label: 'TrueLabel' })).toEqual(table);
  expect(labelsFromCsv(text, { path: 'ImageId', label: 2 })).toEqual(table);
});

test.each([
  ['an empty text', '', InvalidArgumentError, /no column 0; the first row is empty/],
  ['titles alone', 'file,label\n', CorruptFileError, /no row with a label/],
  ['one column', 'file\na.jpg', InvalidArgumentError, /no column 1; the first row is file/],
  ['a short row', 'file,label\na.jpg,1\nb.jpg', CorruptFileError, /row 3: the path or the label is missing/],
  ['an empty label', 'file,label\na.jpg,', CorruptFileError, /row 2/],
  [
    'a path that comes twice',
    'file,label\na.jpg,1\na.jpg,2',
    CorruptFileError,
    /row 3: a.jpg has a label already/,
  ],
  ['an open quote', 'file,label\n"a.jpg,1', CorruptFileError, /row 2: Quoted field unterminated/],
])('%s is refused', (_, text, kind, message) => {
  expect(() => labelsFromCsv(text)).toThrow(kind);
  expect(() => labelsFromCsv(text)).toThrow(message);
});

test('a column that is not there is refused', () => {
  expect(() => labelsFromCsv('a,b\n1,2', { label: 'c' })).toThrow(/no column "c"; the first row is a \| b/);
  expect(() => labelsFromCsv('a,b\n1,2', { label: 'b', titles: false })).toThrow(InvalidArgumentError);
});
