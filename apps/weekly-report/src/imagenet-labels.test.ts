import { describe, expect, it } from 'vitest';
import { labelsOfCsv, rowOf } from './imagenet-labels.ts';

describe('labels from a CSV', () => {
  it('are in the second column, or in the one that is called so', () => {
    expect([...labelsOfCsv('file,class\na.png,3\nb.png,999\n', 'x.csv')]).toEqual([
      ['a.png', 3],
      ['b.png', 999],
    ]);
    const several = 'ImgId,name,TrueLabel,TargetClass\n0,tench,0,7\n1,goldfish,1,8\n';
    expect([...labelsOfCsv(several, 'x.csv')]).toEqual([
      ['0', 0],
      ['1', 1],
    ]);
  });

  it.each(['a.png,1000', 'a.png,tench', 'a.png,1.5'])('must be class indices, not "%s"', (row) => {
    expect(() => labelsOfCsv(`file,label\n${row}\n`, 'x.csv')).toThrow(
      /x\.csv: a\.png has the label .* 0 to 999/,
    );
  });

  it.each([
    ['a.png', 'a.png'],
    ['sub/b.png', 'b.png'],
    ['c.png', 'c'],
    ['007.png', '7'],
    ['d.png', undefined],
  ])('of %s are in the row %s', (picture, row) => {
    const table = new Map(['a.png', 'b.png', 'c', '7'].map((key) => [key, 0]));
    expect(rowOf(table, picture)).toBe(row);
  });
});
