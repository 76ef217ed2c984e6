import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { lineChart } from '@gradlab/plot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { defineExperiment, type Outcome, type RunContext } from './experiment.ts';
import { lab } from './lab.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradlab-lab-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Settings = { readonly value: number };

const outcome = (value: number): Outcome<'share' | 'attacked'> => ({
  reproduced: { share: value, attacked: 0.25 },
  passed: value > 0.5,
  figures: {
    curve: lineChart({
      title: 'A curve',
      x: { label: 'x' },
      y: { label: 'y' },
      series: [{ name: 's', y: [1, 2] }],
    }),
  },
  protocol: 'Nothing was <trained>.',
});

function experiment(run: (context: RunContext<Settings>) => Promise<Outcome<'share' | 'attacked'>>) {
  return defineExperiment({
    id: 'T1',
    title: 'A tiny experiment',
    app: 'tests',
    metrics: {
      share: { label: 'share', reported: 0.75, format: 'percent' },
      attacked: { label: 'attacked', reported: '< 0.5', format: 'percent' },
    },
    settings: { quick: { value: 0.5 }, default: { value: 0.8 }, full: { value: 0.9 } },
    target: ({ value }: Settings) => `share of ${value}`,
    run,
  });
}

const tiny = experiment(async ({ settings }) => outcome(settings.value));

async function call(argv: readonly string[], experiments = [tiny]) {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        texts[name] += chunk;
        done();
      },
    });
  const options = {
    experiments,
    argv,
    root: folder,
    cwd: folder,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  };
  return { code: await lab(options), ...texts };
}

const run = (...flags: string[]) => ['T1', '--backend', 'cpu', ...flags];
const read = async (...path: string[]) => readFile(join(folder, ...path), 'utf8');

describe('a run', () => {
  it('writes results, report and pictures, and returns 0 where the target is met', async () => {
    const { code, stdout, stderr } = await call(run('--seed', '3'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('share: reported 75.00 %, reproduced 80.00 %');
    expect(stdout).toContain(`Report: ${join(folder, 'results', 'T1', 'report.html')}`);
    expect((await readdir(join(folder, 'results', 'T1'))).sort()).toEqual([
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
    const png = await readFile(join(folder, 'results', 'T1', 'curve.png'));
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  });

  it('returns 1 where the target is not met, with the same files', async () => {
    expect((await call(run('--quick', '--out', 'here'))).code).toBe(1);
    expect(JSON.parse(await read('here', 'results.json'))).toMatchObject({ mode: 'quick', passed: false });
  });

  it('gives the experiment its settings, seed, data folder and signal', async () => {
    let seen: RunContext<Settings> | undefined;
    await mkdir(join(folder, 'data'));
    const curious = experiment(async (context) => {
      seen = context;
      return outcome(1);
    });
    await call(run('--full', '--seed', '9', '--data', 'data', '--resume'), [curious]);
    expect(seen).toMatchObject({
      mode: 'full',
      settings: { value: 0.9 },
      seed: 9,
      dataRoot: join(folder, 'data'),
      resume: true,
    });
    expect(seen?.backend.name).toBe('cpu');
    expect(seen?.signal.aborted).toBe(false);
  });

  it('removes checkpoints once it is finished', async () => {
    const checkpointing = experiment(async ({ checkpointPath }) => {
      await mkdir(join(checkpointPath('x'), '..'), { recursive: true });
      await writeFile(checkpointPath('x'), '');
      return outcome(1);
    });
    expect((await call(run(), [checkpointing])).code).toBe(0);
    expect(existsSync(join(folder, 'results', 'T1', 'checkpoints'))).toBe(false);
  });
});

describe('bad input: exit code 2, one line, nothing written', () => {
  const broken = (error: Error) =>
    experiment(async () => {
      throw error;
    });

  it.each([
    ['an unknown id', ['T9'], /There is no experiment "T9"; there are T1\./],
    ['an unknown flag', run('--fast'), /Unknown option '--fast'/],
    ['a missing data folder', run('--data', 'none'), /There is no folder .*none\./],
  ])('%s', async (_, argv, message) => {
    const { code, stderr } = await call(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
    expect(existsSync(join(folder, 'results', 'T1', 'results.json'))).toBe(false);
  });

  it('an output folder that cannot be, before the experiment runs', async () => {
    await writeFile(join(folder, 'file'), '');
    const never = experiment(() => expect.unreachable());
    const { code, stderr } = await call(run('--out', 'file'), [never]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The folder .*file cannot be written: .*\n$/);
  });

  it.each([new UsageError('two\n  lines'), Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' })])(
    'an error of the experiment: %s; earlier results stay',
    async (error) => {
      await call(run());
      const before = await read('results', 'T1', 'results.json');
      const { code, stderr } = await call(run(), [broken(error)]);
      expect(code).toBe(2);
      expect(stderr).toBe(`${error.message.replace('\n  ', ' ')}\n`);
      expect(await read('results', 'T1', 'results.json')).toBe(before);
    },
  );

  it('shows the stack of a mistake in the program', async () => {
    const { code, stderr } = await call(run(), [broken(new TypeError('x is undefined'))]);
    expect(code).toBe(2);
    expect(stderr).toContain('lab.test.ts');
  });

  it('refuses figures under other keys than it declares', async () => {
    const wrong = experiment(async () => ({ ...outcome(1), reproduced: { other: 1 } }) as never);
    expect((await call(run(), [wrong])).stderr).toMatch(
      /T1 reproduces \(other\) but declares \(attacked, share\)/,
    );
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
});

describe('Ctrl-C', () => {
  /** A lab in a process of its own, whose experiment keeps a checkpoint and waits for the signal, or ignores it. */
  async function interrupted(signals: number, obeys: boolean) {
    const script = join(folder, 'lab.mjs');
    await writeFile(
      script,
      `import { lab, defineExperiment } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
       import { mkdir, writeFile } from 'node:fs/promises';
       import { dirname } from 'node:path';
       const run = async ({ checkpointPath, signal }) => {
         await mkdir(dirname(checkpointPath('x')), { recursive: true });
         await writeFile(checkpointPath('x'), 'kept');
         console.log('READY');
         await new Promise((_, reject) => {
           setTimeout(reject, 20_000, new Error('nobody came'));
           if (${obeys}) signal.addEventListener('abort', () => reject(new Error('Training was stopped.')));
         });
       };
       const experiment = defineExperiment({ id: 'T1', title: 't', app: 'a', metrics: {}, target: () => '', settings: {}, run });
       process.exitCode = await lab({ experiments: [experiment], argv: ['T1', '--backend', 'cpu', '--seed', '4'], root: ${JSON.stringify(folder)} });
       process.exit();`,
    );
    const child = spawn(process.execPath, [script]);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (signals > 1 && stderr.includes('once more')) child.kill('SIGINT');
    });
    child.stdout.on('data', (chunk) => String(chunk).includes('READY') && child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.on('close', resolve));
    return { code, stderr };
  }
  const checkpoint = ['results', 'T1', 'checkpoints', 'x-default-seed4.safetensors'];

  it('once: stops, keeps the checkpoint, says how to resume', async () => {
    const { code, stderr } = await interrupted(1, true);
    expect(code).toBe(130);
    expect(stderr).toContain(
      'Training was stopped.\nResume with: npm run lab -- T1 --seed 4 --backend cpu --resume\n',
    );
    expect(await read(...checkpoint)).toBe('kept');
  });

  it('twice: stops at once', async () => {
    expect((await interrupted(2, false)).code).toBe(130);
    expect(await read(...checkpoint)).toBe('kept');
  });
});
