import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tableText } from './table-text.ts';

it('sets words to the left and numbers to the right', () => {
  const text = tableText({
    columns: ['run', 'accuracy', 'seconds'],
    rows: [
      ['baseline', '9.50 %', 12],
      ['flip', '+61.00 %', ''],
    ],
  });
  expect(text).toBe(
    [
      'run       accuracy  seconds', //
      'baseline    9.50 %       12',
      'flip      +61.00 %',
    ].join('\n'),
  );
});

it('knows that Chinese characters are two columns wide', () => {
  const [head, row] = tableText({ columns: ['字', 'x'], rows: [['ab', 'y']] }).split('\n');
  expect([head, row]).toEqual(['字  x', 'ab  y']);
});

it('has a line for each row and no colours, however many there are', () => {
  const word = fc.stringMatching(/^[a-z0-9 .%−+-]{0,12}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 20 }), (rows) => {
      const lines = tableText({ columns: ['a', 'b'], rows }).split('\n');
      expect(lines).toHaveLength(rows.length + 1);
      rows.forEach(([a, b], i) => {
        expect(lines[i + 1]).toContain(a.trim());
        expect(lines[i + 1]?.trimEnd().endsWith(b.trim())).toBe(true);
      });
    }),
  );
});
