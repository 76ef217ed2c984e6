import { cp, mkdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { experiment, outcome, run, temporaryLab, tiny } from './test-support.ts';

const { path, read, call } = temporaryLab();

const cells = (html: string) =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell),
  );
const parts = (html: string, tag: string) =>
  [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, text]) => text);

const other = { ...tiny, id: 'B+', title: 'Never <run>' };

it('shows every run with its numbers, its report and the command that repeats it', async () => {
  await call(run('--seed', '3'));
  const { code, stdout, stderr } = await call(['report'], [tiny, other]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`1 runs.\nReport: ${path('results', 'index.html')}\n`);
  const html = await read('results', 'index.html');
  const rows = cells(html);
  expect(rows[1]).toEqual([
    '<a href="#experiment-T1">T1</a>',
    'A tiny experiment',
    'met',
    expect.stringMatching(/^<a href="T1\/report\.html">default, seed 3, cpu, \d+\u00a0s<\/a>$/),
  ]);
  expect(rows).toContainEqual(['share', '75.00 %', '80.00 %', '+5.00 points']);
  expect(rows).toContainEqual(['B+', 'Never &lt;run&gt;', 'tests']);
  expect(html).toContain('<section id="experiment-T1">');
  expect(html).toContain('Target: share of 0.8. Met.');
  expect(parts(html, 'code')).toEqual(['npm run lab -- report', 'npm run lab -- T1 --seed 3']);
});

it('counts committed results too, and a committed copy of a run once', async () => {
  await call(run());
  await mkdir(path('apps', 'tests', 'results'), { recursive: true });
  await cp(path('results', 'T1', 'results.json'), path('apps', 'tests', 'results', 'T1.json'));
  const older = { ...JSON.parse(await read('results', 'T1', 'results.json')), seed: 8, mode: 'full' };
  await writeFile(path('apps', 'tests', 'results', 'T1-8.json'), JSON.stringify(older));
  expect((await call(['report', '--out', 'page'])).stdout).toContain('2 runs.');
  const html = await read('page', 'index.html');
  expect(html).toContain('href="../results/T1/report.html"');
  expect(html.match(/id="experiment-T1"/g)).toHaveLength(1);
  expect(parts(html, 'code')).toEqual([
    'npm run lab -- report --out page',
    'npm run lab -- T1',
    'npm run lab -- T1 --full --seed 8',
  ]);
});

it('names what is no result instead of failing or hiding it', async () => {
  await call(run());
  const results = JSON.parse(await read('results', 'T1', 'results.json'));
  const bad = {
    torn: '{"id": "T1", "mo',
    nothing: 'null',
    fields: JSON.stringify({ ...results, mode: 'huge' }),
    numbers: JSON.stringify({ ...results, reproduced: { share: 'much' } }),
    gone: JSON.stringify({ ...results, id: 'OLD' }),
  };
  for (const [name, text] of Object.entries(bad)) {
    await mkdir(path('results', name));
    await writeFile(path('results', name, 'results.json'), text);
  }
  const { code, stdout } = await call(['report']);
  expect(code).toBe(0);
  expect(stdout).toContain('1 runs; 5 files are no results and are named there.');
  const rows = cells(await read('results', 'index.html'));
  expect(rows.slice(-5)).toEqual([
    ['results/fields/results.json', 'it has not the fields of results.json'],
    ['results/gone/results.json', 'there is no experiment OLD'],
    ['results/nothing/results.json', 'it has not the fields of results.json'],
    ['results/numbers/results.json', 'it has not the fields of results.json'],
    ['results/torn/results.json', 'it is no JSON'],
  ]);
});

it('says which metrics a run did not have, and that there are no runs', async () => {
  await call(['report']);
  expect(await read('results', 'index.html')).toContain('0 runs of 0 experiments; 0 met their target.');
  await call(run());
  const grown = { ...tiny, metrics: { ...tiny.metrics, more: { label: 'more', reported: 2 } } };
  await call(['report'], [grown]);
  expect(cells(await read('results', 'index.html'))).toContainEqual(['more', '2', 'not in this run', '']);
});

it('refuses other flags, and folders that cannot be written', async () => {
  expect(await call(['report', '--seed', '1'])).toMatchObject({
    code: 2,
    stderr: 'report takes no --seed.\n',
  });
  await writeFile(path('file'), '');
  const { code, stderr } = await call(['report', '--out', 'file/below']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot be written: a file stands where a folder is needed/);
});

it('leaves the run of an experiment alone that fails its target', async () => {
  await call(run(), [experiment(async () => outcome(0.1))]);
  await call(['report']);
  const html = await read('results', 'index.html');
  expect(cells(html)[1]?.[2]).toBe('not met');
  expect(html).toContain('1 runs of 1 experiments; 0 met their target.');
});
