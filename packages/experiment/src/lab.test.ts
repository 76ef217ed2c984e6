import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunContext } from './experiment.ts';
import { experiment, outcome, run, type Settings, temporaryLab, tiny } from './test-support.ts';

const { path, read, call } = temporaryLab();

describe('a run', () => {
  it('writes results, report and pictures, and returns 0 where the target is met', async () => {
    const { code, stdout, stderr } = await call(run('--seed', '3'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('share: reported 75.00 %, reproduced 80.00 %');
    expect(stdout).toContain(`Report: ${path('results', 'T1', 'report.html')}`);
    expect((await readdir(path('results', 'T1'))).sort()).toEqual([
      'curve.png',
      'report.html',
      'results.json',
    ]);

    const results = JSON.parse(await read('results', 'T1', 'results.json'));
    expect(results).toEqual({
      id: 'T1',
      title: 'A tiny experiment',
      mode: 'default',
      seed: 3,
      backend: 'cpu',
      versions: { node: process.versions.node, '@tensorflow/tfjs-core': '4.22.0' },
      seconds: expect.any(Number),
      reported: { share: 0.75, attacked: '< 0.5' },
      reproduced: { share: 0.8, attacked: 0.25 },
      passed: true,
      artifacts: ['report.html', 'curve.png'],
    });
    const report = await read('results', 'T1', 'report.html');
    for (const part of [
      '+5.00 points',
      'share of 0.8. Met.',
      'Nothing was &lt;trained&gt;.',
      'A curve',
      'npm run lab -- T1 --seed 3 --backend cpu',
    ]) {
      expect(report).toContain(part);
    }
    const png = await readFile(path('results', 'T1', 'curve.png'));
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  it('returns 1 where the target is not met, with the same files', async () => {
    expect((await call(run('--quick', '--out', 'here'))).code).toBe(1);
    expect(JSON.parse(await read('here', 'results.json'))).toMatchObject({ mode: 'quick', passed: false });
  });

  it('prints the tables of the report, before the summary', async () => {
    const table = { columns: ['class', 'recall'], rows: [['ship', '9.50 %']] };
    const sections = [
      { heading: 'Words', text: 'for the page' },
      { heading: 'Classes', table },
    ];
    const { stdout } = await call(run(), [experiment(async () => ({ ...outcome(1), sections }))]);
    expect(stdout).toMatch(/\nClasses\nclass {2}recall\nship {3}9\.50 %\n\n {2}share: reported/);
    expect(stdout).not.toContain('Words');
  });

  it('writes the files of the experiment beside its pictures', async () => {
    const files = {
      'notes.txt': 'a line',
      'bytes.bin': Uint8Array.of(1, 2, 3),
      'data-set.h5': (to: string) => writeFile(to, 'written by a function'),
    };
    const { code } = await call(run(), [experiment(async () => ({ ...outcome(1), files }))]);
    expect(code).toBe(0);
    expect(await read('results', 'T1', 'notes.txt')).toBe('a line');
    expect([...(await readFile(path('results', 'T1', 'bytes.bin')))]).toEqual([1, 2, 3]);
    expect(await read('results', 'T1', 'data-set.h5')).toBe('written by a function');
    const { artifacts } = JSON.parse(await read('results', 'T1', 'results.json'));
    expect(artifacts).toEqual(['report.html', 'curve.png', 'notes.txt', 'bytes.bin', 'data-set.h5']);
  });

  it('gives the experiment a folder for large files, and removes it', async () => {
    let scratch = '';
    const packing = experiment(async (context) => {
      scratch = context.scratch;
      await writeFile(join(scratch, 'big.bin'), 'moved, not copied');
      const files = { 'big.bin': (to: string) => rename(join(scratch, 'big.bin'), to) };
      return { ...outcome(1), files };
    });
    expect((await call(run(), [packing])).code).toBe(0);
    expect(await read('results', 'T1', 'big.bin')).toBe('moved, not copied');
    expect(existsSync(scratch)).toBe(false);
    const failing = experiment(async (context) => {
      await writeFile(join(context.scratch, 'half'), 'x');
      throw new Error('no');
    });
    expect((await call(run('--out', 'new'), [failing])).code).toBe(2);
    expect(existsSync(path('new'))).toBe(false);
  });

  it('gives the experiment its settings, seed, data folder and signal', async () => {
    let seen: RunContext<Settings> | undefined;
    await mkdir(path('data'));
    const curious = experiment(async (context) => {
      seen = context;
      return outcome(1);
    });
    await call(run('--full', '--seed', '9', '--data', 'data', '--resume'), [curious]);
    expect(seen).toMatchObject({
      mode: 'full',
      settings: { value: 0.9 },
      seed: 9,
      dataRoot: path('data'),
      resume: true,
    });
    expect(seen?.backend.name).toBe('cpu');
    expect(seen?.signal.aborted).toBe(false);
  });
});

describe('list and help', () => {
  it('names every experiment', async () => {
    expect(await call(['list'])).toEqual({ code: 0, stdout: 'T1  A tiny experiment  (tests)\n', stderr: '' });
    const { stdout } = await call(['list', '--json']);
    expect(JSON.parse(stdout)).toEqual([
      { id: 'T1', title: 'A tiny experiment', app: 'tests', reported: { share: 0.75, attacked: '< 0.5' } },
    ]);
  });

  it('explains itself', async () => {
    expect((await call(['--help'])).stdout).toContain('npm run lab -- <id> [options]');
  });

  it('refuses ids that are no words, are taken, or differ only in case', async () => {
    for (const ids of [['a/b'], ['list'], [''], ['--x'], ['T1', 'T1'], ['T1', 't1']]) {
      const { code, stderr } = await call(
        ['list'],
        ids.map((id) => ({ ...tiny, id })),
      );
      expect(code).toBe(2);
      expect(stderr).toMatch(/TypeError: .*(cannot be an experiment's id|Two experiments)/);
    }
  });
});
