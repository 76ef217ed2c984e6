import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHdf5 } from '@gradlab/datasets';
import { type Experiment, finished, type TryOptions, tryExperiment } from '@gradlab/experiment';
import { describe, expect, it, onTestFinished } from 'vitest';
import { e2 } from './e2.ts';
import { e3 } from './e3.ts';
import { e4 } from './e4.ts';
import { e5 } from './e5.ts';
import { e6 } from './e6.ts';
import { e7 } from './e7.ts';
import { e9 } from './e9.ts';
import { experiments } from './index.ts';

const run = async <Key extends string>(experiment: Experiment<unknown, Key>, options?: TryOptions) =>
  finished(await tryExperiment(experiment, options));

describe('the experiments, small', () => {
  it('E9 packs what this machine has, MNIST at least', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gradlab-e9-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { code, results } = await run(e9, { folder });
    expect(code).toBe(0);
    expect(results.reproduced.different).toBe(0);
    expect(results.reproduced.images).toBe(100 * results.reproduced.sets);
    expect([...results.artifacts].sort()).toEqual(['data-sets.h5', 'read-back.png', 'report.html']);
    const { mnist } = await readHdf5(join(folder, 'out', 'data-sets.h5'));
    expect(mnist?.train?.length).toBe(50);
    expect(mnist?.test?.shape).toEqual([28, 28, 1]);
  });

  it('E2 tells the right degree from the others', async () => {
    const { code, results } = await run(e2);
    expect(code).toBe(0);
    const { linear, cubic, degree20 } = results.reproduced;
    expect(linear).toBeGreaterThan(1);
    expect(cubic).toBeLessThan(degree20);
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined).each([e3, e4])(
    '$id learns both ways (needs GRADLAB_DATA)',
    async (experiment) => {
      const { results } = await run<string>(experiment);
      if (experiment === e3)
        expect(Math.min(...(Object.values(results.reproduced) as number[]))).toBeGreaterThan(0.6);
    },
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'E5 trains and draws its curves (needs GRADLAB_DATA)',
    async () => {
      const { results } = await run(e5);
      expect(results.passed).toBe(results.reproduced.testAccuracy >= 0.15);
      expect([...results.artifacts].sort()).toEqual(['accuracy.png', 'loss.png', 'report.html']);
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'E7 goes down its ladder (needs GRADLAB_DATA)',
    async () => {
      const { report, results } = await run(e7);
      const { whole, ticket21, reinit21, ticket13, reinit13, ticket4, reinit4 } = results.reproduced;
      expect(whole).toBeGreaterThan(0.3);
      expect(results.passed).toBe(ticket21 > reinit21 && ticket13 > reinit13 && ticket4 > reinit4);
      for (const percent of ['51.3%', '21.1%', '13.5%', '3.6%']) expect(report).toContain(percent);
    },
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'E6 draws and trains (needs GRADLAB_DATA)',
    async () => {
      const { files } = await run(e6);
      expect(files).toEqual(
        ['accuracy', 'colour', 'composition', 'geometry', 'noise']
          .map((name) => `${name}.png`)
          .concat('report.html', 'results.json'),
      );
    },
    180_000,
  );
});

it('declare what the document reports', () => {
  const reported = experiments.map(({ id, metrics }) => [
    id,
    Object.values(metrics).map((metric) => metric.reported),
  ]);
  expect(Object.fromEntries(reported)).toEqual({
    E2: ['none', 'none', 'none', 'none'],
    E3: ['none', 'none'],
    E4: ['none', 'none'],
    E5: ['none', 'none'],
    E6: ['none', 'none', 'none', 'none'],
    E7: Array(9).fill('none'),
    E9: [4, 'none', 'none'],
  });
});
