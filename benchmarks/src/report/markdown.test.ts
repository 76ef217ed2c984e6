import { describe, expect, it } from 'vitest';
import { markdownTable } from './markdown.ts';

describe('markdownTable', () => {
  it('pads its columns: text to the left, numbers to the right', () => {
    expect(
      markdownTable(
        ['what', 'ms'],
        [
          ['one', '1.5'],
          ['eleven', '1234'],
        ],
      ),
    ).toBe(['| what   |   ms |', '| ------ | ---: |', '| one    |  1.5 |', '| eleven | 1234 |'].join('\n'));
  });

  it('takes more columns of text, short heads and missing cells', () => {
    expect(markdownTable(['a', '', 'b'], [['x']], 2)).toBe(
      ['| a   |     |   b |', '| --- | --- | --: |', '| x   |     |     |'].join('\n'),
    );
  });
});
