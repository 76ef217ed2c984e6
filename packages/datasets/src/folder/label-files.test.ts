import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidDataError, MissingFileError } from '../errors.ts';
import { type LabelRequest, labelFiles } from './label-files.ts';
import { byCodePoint, isPicture } from './picture-names.ts';

const label = (pictures: readonly string[], options: Partial<LabelRequest> = {}) =>
  labelFiles({ where: 'here', pictures, folders: [], labels: 'folder', ...options });

test('a folder for each class: classes by name, in each the folders and then the names', () => {
  expect(label(['dog/1.jpg', 'cat/sub/0.jpg', 'cat/9.jpg', 'cat/10.jpg', 'stray.jpg'])).toEqual({
    paths: ['cat/10.jpg', 'cat/9.jpg', 'cat/sub/0.jpg', 'dog/1.jpg'],
    labels: [0, 0, 0, 1],
    classes: ['cat', 'dog'],
    unlabelled: ['stray.jpg'],
  });
  // As Python sorts: capitals first, then by code point, not by UTF-16 unit.
  expect(label(['é/1.png', 'a/1.png', 'B/1.png', '😀/1.png', 'Ａ/1.png']).classes).toEqual([
    'B',
    'a',
    'é',
    'Ａ',
    '😀',
  ]);
});

test('given classes keep their order, and may be without a picture', () => {
  const { labels, classes } = label(['a/1.jpg', 'c/1.jpg'], {
    classes: ['c', 'b', 'a'],
    folders: ['a', 'b', 'c'],
  });
  expect([labels, classes]).toEqual([
    [0, 2],
    ['c', 'b', 'a'],
  ]);
});

test('the number before the underscore', () => {
  expect(label(['10_1.jpg', '3_12.jpg', 'sub/3_2.jpg', 'x_1.jpg', '0001.jpg'], { labels: 'prefix' })).toEqual(
    {
      paths: ['3_12.jpg', 'sub/3_2.jpg', '10_1.jpg'],
      labels: [3, 3, 10],
      classes: Array.from({ length: 11 }, (_, i) => String(i)),
      unlabelled: ['x_1.jpg', '0001.jpg'],
    },
  );
});

test('a table by path or by name, and a function; the order is that of the paths', () => {
  const expected = {
    paths: ['a.jpg', 'sub/b.jpg'],
    labels: [1, 0],
    classes: ['cat', 'dog'],
    unlabelled: ['c.jpg'],
  };
  const pictures = ['sub/b.jpg', 'c.jpg', 'a.jpg'];
  const names = { 'a.jpg': 'dog', 'sub/b.jpg': 'cat' };
  expect(label(pictures, { labels: new Map(Object.entries(names)) })).toEqual(expected);
  const byName = new Map([
    ['a.jpg', 'dog'],
    ['b.jpg', 'cat'],
  ]);
  expect(label(pictures, { labels: byName })).toEqual(expected);
  expect(label(pictures, { labels: (path) => names[path as keyof typeof names] })).toEqual(expected);
});

test.each([
  ['no picture', [], {}, InvalidDataError, /here: 0 pictures .*none with a class/],
  ['no class', ['a.jpg'], {}, InvalidDataError, /1 pictures .*a folder for each class, or set labels/],
  [
    'an empty class folder',
    ['a/1.jpg'],
    { folders: ['c', 'b', 'a', '.git'] },
    InvalidDataError,
    /class folders b, c;/,
  ],
  [
    'a folder that is no class',
    ['a/1.jpg'],
    { classes: ['b'] },
    InvalidDataError,
    /a\/1\.jpg has the label "a"/,
  ],
  [
    'an index too large',
    ['3_1.jpg'],
    { labels: 'prefix', classes: ['a', 'b', 'c'] },
    InvalidDataError,
    /label 3, .* 3 classes/,
  ],
  ['a negative index', ['a.jpg'], { labels: () => -1 }, InvalidDataError, /label -1/],
  ['no whole number', ['a.jpg'], { labels: () => 0.5 }, InvalidDataError, /label 0.5/],
  ['NaN', ['a.jpg'], { labels: () => Number.NaN }, InvalidDataError, /a\.jpg has the label/],
  ['an absurd index', ['99999999999_1.jpg'], { labels: 'prefix' }, InvalidDataError, /label 99999999999/],
  [
    'names and numbers',
    ['1.jpg', '2.jpg'],
    { labels: (path) => (path === '1.jpg' ? 'a' : 0) },
    InvalidDataError,
    /some labels are names \(a\)/,
  ],
  [
    'a label without picture',
    ['a.jpg'],
    {
      labels: new Map([
        ['a.jpg', 0],
        ['b.jpg', 0],
      ]),
    },
    MissingFileError,
    /1 pictures .* such as b\.jpg/,
  ],
] satisfies [string, string[], Partial<LabelRequest>, unknown, RegExp][])(
  '%s is refused',
  (_, pictures, options, kind, message) => {
    expect(() => label(pictures, options)).toThrow(kind);
    expect(() => label(pictures, options)).toThrow(message);
  },
);

test('the order of code points is a total order, and that of UTF-8 bytes', () => {
  const text = fc.string({ unit: 'binary', maxLength: 5 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('pictures by their name', () => {
  expect(['a.jpg', 'b/A.JPEG', 'c.png', 'd.WebP', '.x/e.png'].filter(isPicture)).toHaveLength(5);
  expect(['a.gif', 'jpg', 'a.jpg.txt', '._a.jpg', 'b/.hidden.png', 'Thumbs.db'].filter(isPicture)).toEqual(
    [],
  );
});
