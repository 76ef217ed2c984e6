import { type Experiment, finished, type TryOptions, tryExperiment } from '@gradlab/experiment';
import { describe, expect, it } from 'vitest';
import { c1 } from './c1.ts';
import { c2 } from './c2.ts';
import { c3 } from './c3.ts';
import { c4 } from './c4.ts';
import { c5 } from './c5.ts';
import { c6 } from './c6.ts';
import { c7 } from './c7.ts';
import { c8 } from './c8.ts';
import { c9 } from './c9.ts';
import { experiments } from './index.ts';

const run = async <Key extends string>(experiment: Experiment<unknown, Key>, options?: TryOptions) =>
  finished(await tryExperiment(experiment, options));

describe('the experiments, small', () => {
  it('C7 reads poems and writes', async () => {
    const { code, files, report, results } = await run(c7);
    expect(code).toBe(0);
    // Guessing one of the vocabulary's characters would be as hard as it has characters, some seven hundred.
    expect(results.reproduced.trainPerplexity).toBeLessThan(500);
    expect(files).toEqual(['loss.png', 'report.html', 'results.json']);
    expect(report).toContain('白日依山尽，');
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined).each([
    [c8, ['attention-1.png', 'attention-2.png', 'attention-3.png']],
    [c9, [1, 2, 3].flatMap((k) => [`with-the-regularizer-${k}.png`, `without-${k}.png`])],
  ])('$0.id translates and shows its attention (needs GRADLAB_DATA)', async (experiment, pictures) => {
    const { files, results } = await run<string>(experiment);
    if (experiment === c9) {
      const { unevenness, plainUnevenness = 0 } = results.reproduced;
      expect(unevenness).toBeLessThan(0.1 * plainUnevenness);
    }
    expect(files).toEqual([...pictures, 'loss.png', 'report.html', 'results.json'].sort());
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C1 prunes, and nothing comes back (needs GRADLAB_DATA)',
    async () => {
      const { results } = await run(c1);
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
      const { results } = await run(c3);
      const { first, second, third, soft, labels, margin } = results.reproduced;
      expect([first, second, third]).toEqual([0.56, 0.23, 0.21].map((value) => expect.closeTo(value, 2)));
      expect(margin).toBeCloseTo(soft - labels, 10);
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C4 compresses to the sizes of the paper, and equalized channels survive uint8 (needs GRADLAB_DATA)',
    async () => {
      const { files, results } = await run(c4);
      const { smallBytes, smallRatio, largeBytes, mobilenet, spreadUint8, spreadEqualized } =
        results.reproduced;
      // The sizes follow from densities and bits alone, however little was learned.
      expect(smallBytes).toBeLessThan(27 * 1024);
      expect(smallRatio).toBeCloseTo((4 * 266_610) / smallBytes, 6);
      expect(largeBytes).toBeLessThan(44 * 1024);
      expect([mobilenet, spreadUint8, spreadEqualized]).toEqual([2, 0, 2]);
      expect(files).toEqual(['lenet-300-100.png', 'lenet-5.png', 'report.html', 'results.json']);
    },
    300_000,
  );

  it('C6 makes 26 weights of 72, and finds 1/O + 1/k^2', async () => {
    const { code, results } = await run(c6);
    expect(code).toBe(0);
    expect(results.reproduced).toMatchObject({ full: 72, separable: 26 });
    expect(results.reproduced.deviation).toBeLessThan(1e-12);
    // The first block of a quarter of the width has 16 channels: 1/16 + 1/9.
    expect(results.reproduced.largest).toBeCloseTo(1 / 16 + 1 / 9, 12);
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'C2 removes channels, and C5 ranks (needs GRADLAB_DATA)',
    async () => {
      const pruned = await run(c2);
      expect(pruned.stderr).toBe('');
      expect(pruned.results.reproduced.macs).toBeGreaterThanOrEqual(0.3);
      const low = await run(c5);
      expect(low.stderr).toBe('');
      // 1600 x 128 weights become 16 (1600 + 128).
      const { fullBytes, bytes } = low.results.reproduced;
      expect(fullBytes - bytes).toBe(4 * (1600 * 128 - 16 * (1600 + 128)));
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA !== undefined)('C8 says where the sentences come from', async () => {
    const { code, stderr } = await run(c8);
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
