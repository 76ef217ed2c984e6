import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { readHdf5 } from '@gradlab/datasets';
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
  it('E9 packs what this machine has, MNIST at least', async () => {
    const { code, stderr, results } = await run('E9');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(results.reproduced.different).toBe(0);
    expect(results.reproduced.images).toBe(100 * results.reproduced.sets);
    expect([...results.artifacts].sort()).toEqual(['data-sets.h5', 'read-back.png', 'report.html']);
    const { mnist } = await readHdf5(join(folder, 'out', 'data-sets.h5'));
    expect(mnist?.train?.length).toBe(50);
    expect(mnist?.test?.shape).toEqual([28, 28, 1]);
  });

  it('E2 tells the right degree from the others', async () => {
    const { code, stderr, results } = await run('E2');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { linear, cubic, degree20 } = results.reproduced;
    expect(linear).toBeGreaterThan(1);
    expect(cubic).toBeLessThan(degree20);
  });

  it.skipIf(process.env.GRADLAB_DATA === undefined).each(['E3', 'E4'])(
    '%s learns both ways (needs GRADLAB_DATA)',
    async (id) => {
      const { code, stderr, results } = await run(id);
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      if (id === 'E3')
        expect(Math.min(...(Object.values(results.reproduced) as number[]))).toBeGreaterThan(0.6);
    },
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'E5 trains and draws its curves (needs GRADLAB_DATA)',
    async () => {
      const { code, stderr, results } = await run('E5');
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      expect(results.passed).toBe(results.reproduced.testAccuracy >= 0.15);
      expect([...results.artifacts].sort()).toEqual(['accuracy.png', 'loss.png', 'report.html']);
    },
    180_000,
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'E7 goes down its ladder (needs GRADLAB_DATA)',
    async () => {
      const { code, stderr, results } = await run('E7');
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      const { whole, ticket21, reinit21, ticket13, reinit13, ticket4, reinit4 } = results.reproduced;
      expect(whole).toBeGreaterThan(0.3);
      expect(results.passed).toBe(ticket21 > reinit21 && ticket13 > reinit13 && ticket4 > reinit4);
      const report = await readFile(join(folder, 'out', 'report.html'), 'utf8');
      for (const percent of ['51.3%', '21.1%', '13.5%', '3.6%']) expect(report).toContain(percent);
    },
  );

  it.skipIf(process.env.GRADLAB_DATA === undefined)(
    'E6 draws and trains (needs GRADLAB_DATA)',
    async () => {
      const { code, stderr, results } = await run('E6');
      expect(stderr).toBe('');
      expect(code).toBe(results.passed ? 0 : 1);
      expect((await readdir(join(folder, 'out'))).sort()).toEqual(
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
