import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Experiment, finished, tryExperiment } from '@gradlab/experiment';
import { describe, expect, it, onTestFinished } from 'vitest';
import { d1 } from './d1.ts';
import { d2d5 } from './d2-d5.ts';
import { d6 } from './d6.ts';
import { d6t } from './d6t.ts';
import { d7 } from './d7.ts';
import { d8 } from './d8.ts';

/** D6 on so few images that it only shows its parts. */
const TINY = {
  trainImages: 64,
  testImages: 10,
  references: 64,
  protocolImages: 8,
  protocolEpochs: 1,
  epochs: 1,
};

/** The same experiment on a part of its data that trains in seconds. */
async function run<Key extends string>(experiment: Experiment<unknown, Key>, size: object = {}) {
  const settings = { trainImages: 640, testImages: 100, epochs: 1, ...size };
  const { results, report } = finished(await tryExperiment(experiment, { settings }));
  return { ...results, report };
}

describe('the experiments, small, on real MNIST', () => {
  it('D1 finds the optimum in fewer steps after the z-score, and the books of batch norm right', async () => {
    const { reproduced, passed, artifacts } = await run(d1);
    expect(passed).toBe(true);
    expect(reproduced.condition).toBeGreaterThan(20);
    expect(reproduced.conditionNormalized).toBeLessThan(1.2);
    expect(reproduced.steps).toBeGreaterThan(10 * reproduced.stepsNormalized);
    expect(reproduced.runningDifference).toBeLessThan(1e-5);
    expect(artifacts).toEqual(expect.arrayContaining(['surface-as-measured.png', 'surface-z-score.png']));
  });

  it('D8 measures what the closed form says', async () => {
    const { reproduced, artifacts } = await run(d8);
    expect(reproduced).toMatchObject({
      twoLayers: 5,
      fieldDifference: 0,
      sizeDifference: 0,
      channelDifference: 0,
      poolingDifference: 0,
    });
    expect(artifacts).toEqual(
      expect.arrayContaining(['receptive-fields.png', 'digit-filters-1.png', 'digit-maps-3.png']),
    );
  });
});

describe.skipIf(process.env.GRADLAB_DATA === undefined)('the comparison (needs GRADLAB_DATA)', () => {
  it('D2-D5 trains four networks with three seeds and answers', async () => {
    const { reproduced, artifacts, report, curves } = await run(d2d5, {
      trainImages: 32,
      validationImages: 20,
      epochs: 0.125,
    });
    expect(reproduced.alone).toBeGreaterThanOrEqual(0);
    expect(reproduced.alone).toBeLessThanOrEqual(3);
    expect(reproduced.d5Loss).toBeGreaterThan(0);
    expect(Object.keys(curves ?? {})).toHaveLength(12);
    const losses = [0, 1, 2].map((seed) => curves?.[`d5, seed ${seed}`]?.val_loss?.at(-1) ?? Number.NaN);
    expect((losses[0] as number) + (losses[1] as number) + (losses[2] as number)).toBeCloseTo(
      3 * reproduced.d5Loss,
    );
    expect([...artifacts].sort()).toEqual(['accuracy.png', 'report.html', 'runs.png']);
    expect(report).toMatch(/finding (holds|does not|depends)/);
  }, 180_000);
});

it.skipIf(process.env.GRADLAB_DATA === undefined)(
  'D7 tries every means (needs GRADLAB_DATA)',
  async () => {
    const { reproduced, artifacts, curves } = await run(d7, { trainImages: 32, validationImages: 20 });
    expect(curves?.baseline?.val_accuracy).toEqual([reproduced.baseline]);
    // All but pruning, quantization and half precision, which begin with the trained baseline.
    expect(Object.keys(curves ?? {})).toHaveLength(1 + 34 - 3);
    expect(reproduced.means).toBe(34);
    expect(reproduced.helped + reproduced.harmed).toBeLessThanOrEqual(34);
    expect([...artifacts].sort()).toEqual(['means.png', 'report.html']);
  },
  240_000,
);

describe('adversarial training and attacks', () => {
  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'D6 shows where balls of classes meet (needs GRADLAB_DATA)',
    async () => {
      const { reproduced, artifacts } = await run(d6, TINY);
      // A ball of 0.3 holds that of 8/255.
      expect(reproduced.overlapping).toBeGreaterThanOrEqual(reproduced.overlappingSmall);
      expect(reproduced.overlappingSmall).toBe(0);
      expect([...artifacts].sort()).toEqual(['perturbed.png', 'protocol.png', 'report.html', 'robust.png']);
    },
  );

  it('D6t says which file it misses', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlab-d6t-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { code, stderr } = await tryExperiment(d6t, { argv: ['--data', folder] });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/weights are not at .*resnet20\.safetensors; name the folder/);
  });
});
