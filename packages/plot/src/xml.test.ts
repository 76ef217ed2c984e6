import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSvg } from './parse-svg.ts';
import { element, escapeXml } from './xml.ts';

test('escapes what XML and HTML give a meaning to', () => {
  expect(escapeXml(`<a b="c">&'</a>`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&#39;&lt;/a&gt;');
});

test('replaces characters that XML forbids even when escaped', () => {
  expect(escapeXml('a\u0000b\u001bc\ud800d\uffffe😀')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde😀');
});

test('writes numbers with two decimals, without a negative zero', () => {
  expect(element('rect', { x: 1 / 3, y: -0.001, width: 10, fill: undefined })).toBe(
    '<rect x="0.33" y="0" width="10"/>',
  );
});

test('any text comes back from an attribute and from content', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (content) => {
      const [parsed] = parseSvg(element('text', { label: content }, escapeXml(content)));
      // A parser may normalise white space in attributes.
      expect(parsed?.attributes.label?.replace(/\s/g, ' ')).toBe(content.replace(/\s/g, ' '));
      expect(parsed?.text).toBe(content);
    }),
  );
});
