import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { lab } from '@gradlab/experiment';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { experiments } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-app-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(id: string) {
  let stderr = '';
  const sink = (keep: (text: string) => void) =>
    new Writable({
      write(chunk, _, done) {
        keep(String(chunk));
        done();
      },
    });
  const code = await lab({
    experiments,
    argv: [id, '--quick', '--backend', 'wasm', '--out', 'out'],
    root: folder,
    cwd: folder,
    stdout: sink(() => {}),
    stderr: sink((text) => {
      stderr += text;
    }),
  });
  const results =
    stderr === '' ? JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8')) : undefined;
  return { code, stderr, results };
}

describe('the experiments, small', () => {
  it('C7 reads poems and writes', async () => {
    const { code, stderr, results } = await run('C7');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    // Guessing one of the vocabulary's characters would be as hard as it has characters, some seven hundred.
    expect(results.reproduced.trainPerplexity).toBeLessThan(500);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['loss.png', 'report.html', 'results.json']);
    const report = await readFile(join(folder, 'out', 'report.html'), 'utf8');
    expect(report).toContain('白日依山尽，');
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined).each([
    ['C8', ['attention-1.png', 'attention-2.png', 'attention-3.png']],
    ['C9', [1, 2, 3].flatMap((k) => [`with-the-regularizer-${k}.png`, `without-${k}.png`])],
  ])('%s translates and shows its attention (needs GRADLAB_DATA)', async (id, pictures) => {
    const { code, stderr, results } = await run(id);
    expect(stderr).toBe('');
    expect(code).toBe(results.passed ? 0 : 1);
    if (id === 'C9') {
      const { unevenness, plainUnevenness } = results.reproduced;
      expect(unevenness).toBeLessThan(0.1 * plainUnevenness);
    }
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(
      [...pictures, 'loss.png', 'report.html', 'results.json'].sort(),
    );
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C1 prunes, and nothing comes back (needs GRADLAB_DATA)',
    async () => {
      const { code, stderr, results } = await run('C1');
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      const { whole, revived, disagreeing, lastSparsity } = results.reproduced;
      expect([revived, disagreeing]).toEqual([0, 0]);
      expect(lastSparsity).toBeCloseTo(1 - 0.6 ** 5, 3);
      expect(whole).toBeGreaterThan(0.6);
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C3 softens and teaches (needs GRADLAB_DATA)',
    async () => {
      const { code, stderr, results } = await run('C3');
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      const { first, second, third, soft, labels, margin } = results.reproduced;
      expect([first, second, third]).toEqual([0.56, 0.23, 0.21].map((value) => expect.closeTo(value, 2)));
      expect(margin).toBeCloseTo(soft - labels, 10);
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C4 compresses to the sizes of the paper, and equalized channels survive uint8 (needs GRADLAB_DATA)',
    async () => {
      const { code, stderr, results } = await run('C4');
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      const { smallBytes, smallRatio, largeBytes, mobilenet, spreadUint8, spreadEqualized } =
        results.reproduced;
      // The sizes follow from densities and bits alone, however little was learned.
      expect(smallBytes).toBeLessThan(27 * 1024);
      expect(smallRatio).toBeCloseTo((4 * 266_610) / smallBytes, 6);
      expect(largeBytes).toBeLessThan(44 * 1024);
      expect([mobilenet, spreadUint8, spreadEqualized]).toEqual([2, 0, 2]);
      expect((await readdir(join(folder, 'out'))).sort()).toEqual([
        'lenet-300-100.png',
        'lenet-5.png',
        'report.html',
        'results.json',
      ]);
    },
    300_000,
  );

  it('C6 makes 26 weights of 72, and finds 1/O + 1/k^2', async () => {
    const { code, stderr, results } = await run('C6');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(results.reproduced).toMatchObject({ full: 72, separable: 26 });
    expect(results.reproduced.deviation).toBeLessThan(1e-12);
    // The first block of a quarter of the width has 16 channels: 1/16 + 1/9.
    expect(results.reproduced.largest).toBeCloseTo(1 / 16 + 1 / 9, 12);
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C2 removes channels, and C5 ranks (needs GRADLAB_DATA)',
    async () => {
      const pruned = await run('C2');
      expect(pruned.stderr).toBe('');
      expect(pruned.results.reproduced.macs).toBeGreaterThanOrEqual(0.3);
      const low = await run('C5');
      expect(low.stderr).toBe('');
      // 1600 x 128 weights become 16 (1600 + 128).
      const { fullBytes, bytes } = low.results.reproduced;
      expect(fullBytes - bytes).toBe(4 * (1600 * 128 - 16 * (1600 + 128)));
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA !== undefined)('C8 says where the sentences come from', async () => {
    const { code, stderr } = await run('C8');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/cmn\.txt.*GRADLAB_DATA/);
  });
});

it('declare what the document reports', () => {
  const known = experiments.flatMap(({ id, metrics }) =>
    Object.entries(metrics).flatMap(([name, { reported }]) =>
      reported === 'none' ? [] : [[`${id} ${name}`, reported]],
    ),
  );
  expect(Object.fromEntries(known)).toMatchObject({ 'C3 first': 0.56, 'C3 second': 0.23, 'C3 third': 0.21 });
  expect(experiments.map(({ id }) => id)).toEqual(expect.arrayContaining(['C1', 'C3', 'C7', 'C8', 'C9']));
});
