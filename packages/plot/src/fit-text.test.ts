import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shorten, wrap } from './fit-text.ts';
import { textWidth } from './text-width.ts';

const style = { size: 12 };

test('leaves a text that fits as it is, white space aside', () => {
  expect(shorten('  7\n(99.8 %) ', 200, style)).toBe('7 (99.8 %)');
  expect(wrap('7 (99.8 %)', 200, 2, style)).toEqual(['7 (99.8 %)']);
});

test('breaks between words and shortens the last line', () => {
  expect(wrap('one two three four', 50, 2, style)).toEqual(['one two', 'three…']);
});

test('an empty text has no lines', () => {
  expect(wrap(' \n ', 60, 2, style)).toEqual([]);
});

test('every line fits, and there are no more than asked for', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 15, max: 200 }),
      fc.integer({ min: 1, max: 3 }),
      (text, width, lines) => {
        const wrapped = wrap(text, width, lines, style);
        expect(wrapped.length).toBeLessThanOrEqual(lines);
        for (const line of wrapped) expect(textWidth(line, style.size)).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test('breaks Chinese and Japanese between characters, never before what closes', () => {
  // Four characters of 12.6 pixels fit into 52.
  expect(wrap('注意力权重的热图', 52, 2, style)).toEqual(['注意力权', '重的热图']);
  expect(wrap('注意力权，重图', 52, 2, style)).toEqual(['注意力', '权，重图']);
  expect(wrap('注意力（权重）', 52, 2, style)).toEqual(['注意力', '（权重）']);
  expect(wrap('模型LeNet', 70, 2, style)).toEqual(['模型LeNet']);
  expect(wrap('很长的模型LeNet', 70, 2, style)).toEqual(['很长的模型', 'LeNet']);
  expect(wrap('一 二 三四五六', 52, 2, style)).toEqual(['一 二 三', '四五六']);
});
