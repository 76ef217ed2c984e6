import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, tryExperiment } from '@gradlab/experiment';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { c10 } from './c10.ts';
import { topClasses } from './c10-pictures.ts';

const { GRADLAB_DATA } = process.env;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-c10-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...argv: string[]) => tryExperiment(c10, { argv, folder });

describe('C10', () => {
  it.each([
    [['--model', 'lenet'], /^--model must be one of mobilenet-v1, mobilenet-v2, vgg16, vgg19, resnet50, /],
    [['--eps', '0'], /^--eps must be a number from 1 to 255, got "0"/],
    [['--eps', 'big'], /^--eps must be a number/],
    [['--crop', '2'], /^--crop must be a number from 0.1 to 1/],
    [['--images', 'nowhere'], /^There are no pictures at .*nowhere: name their folder by --images/],
  ])('%j is refused in one line', async (flags, message) => {
    const { code, stderr } = await run(...flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr?.trim()).not.toContain('\n');
  });

  it.skipIf(GRADLAB_DATA === undefined)(
    'attacks the pictures of a CSV, and shows the ten largest probabilities (needs GRADLAB_DATA)',
    async () => {
      const samples = join(GRADLAB_DATA ?? '', 'imagenet_samples');
      const rows = JSON.parse(await readFile(join(samples, 'labels.json'), 'utf8')).slice(0, 8);
      const lines = rows.map(
        ({ file, index }: { file: string; index: number }) => `${file.slice(7)},${index}`,
      );
      await writeFile(join(folder, 'few.csv'), `ImageId,TrueLabel\n${lines.join('\n')}\n`);
      const { code, stdout, files, results, report } = finished(
        await run('--model', 'mobilenet-v1', '--labels', 'few.csv', '--eps', '16'),
      );
      expect(code).toBe(0);
      expect(stdout).toContain('PGD-3: fools');
      expect(files).toEqual(['fgsm.png', 'pgd.png', 'report.html', 'results.json']);
      const { options, reproduced } = results;
      expect(options).toEqual({ model: 'mobilenet-v1', labels: 'few.csv', eps: '16' });
      // A NumPy run of the same network on pictures that were cut before they were scaled gets six of the eight right.
      expect(Math.abs(reproduced.clean - 6 / 8)).toBeLessThanOrEqual(1 / 8);
      expect(reproduced.pgd).toBeGreaterThanOrEqual(reproduced.fgsm);
      expect(reproduced.pgdDistance).toBeCloseTo(16, 3);
      expect(report).toContain('>tench</text>');
      expect(report.match(/ %<\/text>/g)).toHaveLength(2 * 2 * 2 * 10);
    },
  );
});

it('ranks classes by probability', () => {
  expect(topClasses([0.1, 0.4, 0.05, 0.4, 0.05], 3)).toEqual([1, 3, 0]);
  expect(topClasses(new Float32Array(1000).fill(0.001))).toHaveLength(10);
});
