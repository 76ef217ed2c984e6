import { type Experiment, finished, tryExperiment } from '@gradlab/experiment';
import { describe, expect, it } from 'vitest';
import { b1 } from './b1.ts';
import { b2 } from './b2.ts';
import { b2Overfit } from './b2-overfit.ts';
import { b3 } from './b3.ts';
import { b4 } from './b4.ts';
import { experiments } from './index.ts';

/** An experiment on so little that it only shows its parts. */
const run = async <Key extends string>(
  experiment: Experiment<unknown, Key>,
  settings: object,
  argv: readonly string[] = [],
) => finished(await tryExperiment(experiment, { settings, argv }));

const TINY = { trainImages: 64, testImages: 20, epochs: 2 };
const pictures = ({ artifacts }: { readonly artifacts: readonly string[] }) =>
  artifacts.filter((name) => name.endsWith('.png')).sort();

describe.skipIf(process.env.GRADLAB_DATA === undefined)('the experiments, small (needs GRADLAB_DATA)', () => {
  it('B1 trains the CNN, and its best epoch is at least as good as its last', async () => {
    const { results, report } = await run(b1, TINY);
    const { best, last, train } = results.reproduced;
    expect(best).toBeGreaterThanOrEqual(last);
    expect(results.passed).toBe(best >= 0.15);
    expect(results.curves?.CNN?.val_accuracy).toEqual([expect.any(Number), last]);
    expect(results.curves?.CNN?.accuracy?.at(-1)).toBe(train);
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

  it('B2-overfit knows its images by heart, and its test loss rises again', async () => {
    const { results } = await run(b2Overfit, { trainImages: 8, testImages: 20, epochs: 60, known: 1 });
    const { train, lowestLoss, lastLoss, lossEpoch } = results.reproduced;
    expect(train).toBe(1);
    expect(lastLoss).toBeGreaterThan(lowestLoss);
    expect(lossEpoch).toBeLessThan(45);
    expect(results.curves?.RNN?.val_loss?.[lossEpoch - 1]).toBe(lowestLoss);
    expect(results.curves?.RNN?.val_loss?.every((loss) => loss >= lowestLoss)).toBe(true);
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
    'B2-overfit': [1],
    B3: [0.534, 0.534, 1, 0.42, 0.42, 0.973],
    B4: [0.674, 0.674, 0.982, 0.454, 0.454, 0.949],
  });
});
