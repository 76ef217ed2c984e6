import { expect, it } from 'vitest';
import { reportHtml } from './report.ts';
import type { Results } from './results.ts';
import { outcome, tiny } from './test-support.ts';

const results: Results = {
  id: 'T1',
  title: 'A tiny experiment',
  mode: 'quick',
  seed: 3,
  backend: 'cpu',
  versions: { node: '20.19.0' },
  seconds: 1.25,
  reported: { share: 0.75, attacked: '< 0.5' },
  reproduced: { share: 0.7, attacked: 0.25 },
  passed: false,
  artifacts: [],
};
const report = (title = tiny.title) =>
  reportHtml({
    experiment: { ...tiny, title },
    outcome: { ...outcome(0.7), passed: false, sections: [{ heading: 'More', text: 'of it' }] },
    results,
    command: "npm run lab -- T1 --quick --out 'a & b'",
  });

/** The text of each row of cells. */
const rows = (html: string) =>
  [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell),
  );

it('shows what was reported, what came out and the difference', () => {
  expect(rows(report()).slice(0, 3)).toEqual([
    ['', 'reported', 'reproduced', 'difference'],
    ['share', '75.00 %', '70.00 %', '\u22125.00 points'],
    ['attacked', '&lt; 50.00 %', '25.00 %', ''],
  ]);
});

it('says what the target was, how the run was made and how to repeat it', () => {
  const html = report();
  expect(html).toContain('Target: share of 0.5. Not met.');
  expect(html).toContain('of it');
  const pairs = [
    ['mode', 'quick'],
    ['seed', '3'],
    ['backend', 'cpu'],
    ['node', '20.19.0'],
  ];
  for (const pair of pairs) expect(rows(html)).toContainEqual(pair);
  expect(html).toMatch(/npm run lab -- T1 --quick --out (&#39;|&apos;|')a &amp; b/);
});

it('escapes what it is given', () => {
  const html = report('<script>alert(1)</script>');
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;');
  expect(html).toContain('Nothing was &lt;trained&gt;.');
});
