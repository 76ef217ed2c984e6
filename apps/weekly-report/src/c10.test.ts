import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pgd } from '@gradlab/attacks';
import { loadBackend } from '@gradlab/backend';
import { lab } from '@gradlab/experiment';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asPictures, c10 } from './c10.ts';
import { topClasses } from './c10-pictures.ts';

const { GRADLAB_DATA } = process.env;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-c10-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...flags: string[]) {
  const texts = ['', ''];
  const sink = (which: number) =>
    new Writable({
      write(chunk, _, done) {
        texts[which] += String(chunk);
        done();
      },
    });
  const argv = ['C10', '--quick', '--backend', 'wasm', '--out', 'out', ...flags];
  const streams = { stdout: sink(0), stderr: sink(1) };
  const code = await lab({ experiments: [c10], argv, root: folder, cwd: folder, ...streams });
  return { code, stdout: texts[0], stderr: texts[1] };
}

describe('C10', () => {
  it.each([
    [['--model', 'lenet'], /^--model must be one of mobilenet-v1, mobilenet-v2, vgg16, vgg19, resnet50, /],
    [['--eps', '0'], /^--eps must be a number from 1 to 255, got "0"/],
    [['--eps', 'big'], /^--eps must be a number/],
    [['--crop', '2'], /^--crop must be a number from 0.1 to 1/],
    [
      ['--model', 'mobilenet-v1', '--weights', 'no.safetensors'],
      /^There is no .*no\.safetensors: .*--weights/,
    ],
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
      const { code, stdout, stderr } = await run(
        '--model',
        'mobilenet-v1',
        '--labels',
        'few.csv',
        '--eps',
        '16',
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toContain('PGD-3: fools');
      expect((await readdir(join(folder, 'out'))).sort()).toEqual([
        'fgsm.png',
        'pgd.png',
        'report.html',
        'results.json',
      ]);
      const { options, reproduced } = JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8'));
      expect(options).toEqual({ model: 'mobilenet-v1', labels: 'few.csv', eps: '16' });
      // A NumPy run of the same network on pictures that were cut before they were scaled gets six of the eight right.
      expect(Math.abs(reproduced.clean - 6 / 8)).toBeLessThanOrEqual(1 / 8);
      expect(reproduced.pgd).toBeGreaterThanOrEqual(reproduced.fgsm);
      expect(reproduced.pgdDistance).toBeCloseTo(16, 3);
      const report = await readFile(join(folder, 'out', 'report.html'), 'utf8');
      expect(report).toContain('>tench</text>');
      expect(report.match(/ %<\/text>/g)).toHaveLength(2 * 2 * 2 * 10);
    },
  );
});

describe('an attack as pictures', () => {
  it('hands out whole levels within the radius, and judges those', async () => {
    await loadBackend({ prefer: 'cpu', strict: true });
    const weights = tf.tensor2d([0.3, -0.7, 0.2, 0.9, -0.4, 0.1, 0.6, -0.2], [4, 2]);
    const model = (xs: tf.Tensor) => tf.matMul(tf.tanh(tf.mul(xs, 3)) as tf.Tensor2D, weights);
    const xs = tf.tensor2d([
      [10, 100, 200, 255].map((level) => level / 255),
      [0, 55, 31, 128].map((level) => level / 255),
    ]);
    const labels = tf.tensor1d([0, 1], 'int32');
    const before = tf.memory().numTensors;
    const attack = asPictures(pgd({ eps: 3 / 255, steps: 3, seed: 1 }));
    expect([attack.id, attack.threat.eps, attack.targeted]).toEqual(['pgd', 3 / 255, false]);
    const result = await attack.run(model, xs, labels);
    const levels = [...result.adversarial.dataSync()].map((value) => 255 * value);
    const clean = [...xs.dataSync()].map((value) => 255 * value);
    for (const [i, level] of levels.entries()) {
      expect(Math.abs(level - Math.round(level))).toBeLessThan(1e-4);
      expect(Math.abs(level - (clean[i] ?? 0))).toBeLessThan(3 + 1e-4);
    }
    expect([...result.gradients]).toEqual([3, 3]);
    result.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([weights, xs, labels]);
  });
});

it('ranks classes by probability', () => {
  expect(topClasses([0.1, 0.4, 0.05, 0.4, 0.05], 3)).toEqual([1, 3, 0]);
  expect(topClasses(new Float32Array(1000).fill(0.001))).toHaveLength(10);
});
