import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Experiment, lab } from '@gradlab/experiment';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { b1 } from './b1.ts';
import { b2 } from './b2.ts';
import { b3 } from './b3.ts';
import { b4 } from './b4.ts';
import { experiments } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-app-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs an experiment on so little that it only shows its parts. */
async function run(experiment: Experiment, size: object, argv: readonly string[] = []) {
  const quick = { ...(experiment.settings.quick as object), ...size };
  let [stdout, stderr] = ['', ''];
  const sink = (keep: (text: string) => void) =>
    new Writable({
      write(chunk, _, done) {
        keep(String(chunk));
        done();
      },
    });
  const code = await lab({
    experiments: [{ ...experiment, settings: { ...experiment.settings, quick } }],
    argv: [experiment.id, '--quick', '--backend', 'wasm', '--out', 'out', ...argv],
    root: folder,
    cwd: folder,
    stdout: sink((text) => {
      stdout += text;
    }),
    stderr: sink((text) => {
      stderr += text;
    }),
  });
  expect(stderr).toBe('');
  const results = JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8'));
  const report = await readFile(join(folder, 'out', 'report.html'), 'utf8');
  expect(code).toBe(results.passed ? 0 : 1);
  return { results, report, stdout };
}

const TINY = { trainImages: 64, testImages: 20, epochs: 2 };
const pictures = ({ artifacts }: { artifacts: string[] }) =>
  artifacts.filter((name) => name.endsWith('.png')).sort();

describe.skipIf(process.env.GRADLAB_DATA === undefined)('the experiments, small (needs GRADLAB_DATA)', () => {
  it('B1 trains the CNN, and its best epoch is at least as good as its last', async () => {
    const { results, report } = await run(b1, TINY);
    const { best, last, train } = results.reproduced;
    expect(best).toBeGreaterThanOrEqual(last);
    expect(results.passed).toBe(best >= 0.15);
    expect(train).toBeGreaterThanOrEqual(0);
    expect(pictures(results)).toEqual(['accuracy.png', 'classes.png', 'loss.png']);
    expect(report).toMatch(/Adam with learning rate 0\.002/);
  });

  it('B1 trains as the document did where that is asked for', async () => {
    const { stdout, report } = await run(b1, { ...TINY, trainImages: 8, testImages: 4 }, [
      '--protocol',
      'document',
    ]);
    expect(stdout).toMatch(/epoch 100 of 100/);
    expect(report).toMatch(/SGD with learning rate 0\.01, as in the document/);
  });

  it('B2 trains the RNN', async () => {
    const { results } = await run(b2, TINY);
    expect(results.reproduced.best).toBeGreaterThanOrEqual(results.reproduced.last);
    expect(pictures(results)).toEqual(['accuracy.png', 'classes.png', 'loss.png']);
  });

  it('B3 cuts the tail and answers it in four ways', async () => {
    const { results, report } = await run(b3, { trainImages: 200, testImages: 40, cnnEpochs: 1 });
    expect(Object.keys(results.reproduced)).toEqual(expect.arrayContaining(Object.keys(b3.metrics)));
    expect(report).toMatch(/re-sampling/);
    expect(pictures(results)).toEqual(
      ['accuracy', 'answers-accuracy', 'answers-classes', 'classes', 'loss'].map((name) => `${name}.png`),
    );
  });

  it('B4 balances the tail and trains both ResNets and the RNN', async () => {
    const { results, report } = await run(b4, { trainImages: 200, testImages: 20, resnet50Images: 16 });
    expect(results.reproduced.resnetBest).toBeGreaterThanOrEqual(results.reproduced.resnetLast);
    expect(report).toMatch(/ResNet-50: 16 images/);
    expect(pictures(results)).toEqual(
      ['accuracy', 'classes', 'loss', 'resnet50-accuracy'].map((name) => `${name}.png`),
    );
  }, 180_000);
});

it('declare what the document reports', () => {
  const reported = experiments.map(({ id, metrics }) => [
    id,
    Object.values(metrics)
      .map((metric) => metric.reported)
      .filter((value) => value !== 'none'),
  ]);
  expect(Object.fromEntries(reported)).toEqual({
    B1: [0.719, 0.719, 0.864],
    B2: [0.528, 0.528, 1],
    B3: [0.534, 0.534, 1, 0.42, 0.42, 0.973],
    B4: [0.674, 0.674, 0.982, 0.454, 0.454, 0.949],
  });
});
