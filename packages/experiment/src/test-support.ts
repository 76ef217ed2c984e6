import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { lineChart } from '@gradlab/plot';
import { afterEach, beforeEach } from 'vitest';
import { defineExperiment, type Experiment, type Outcome, type RunContext } from './experiment.ts';
import { lab } from './lab.ts';

/** A stream that keeps what is written. With `isTTY` it has what a bar moves the cursor with. */
export function memoryStream({ isTTY = false } = {}) {
  let written = '';
  const stream = new Writable({
    write(chunk, _, done) {
      written += chunk;
      done();
    },
  });
  const terminal = { isTTY, cursorTo: () => true, clearLine: () => true, columns: 120 };
  return { stream: Object.assign(stream, terminal), text: () => written };
}

export type Settings = { readonly value: number };
export type TinyOutcome = Outcome<'share' | 'attacked'>;

export const outcome = (value: number): TinyOutcome => ({
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

export function experiment(run: (context: RunContext<Settings>) => Promise<TinyOutcome>) {
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

export const tiny = experiment(async ({ settings }) => outcome(settings.value));

/** The arguments of a run of the tiny experiment. */
export const run = (...flags: string[]) => ['T1', '--backend', 'cpu', ...flags];

/** A lab in a folder of its own for each test of the calling file. */
export function temporaryLab() {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradlab-lab-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    path: (...names: string[]) => join(folder, ...names),
    read: (...names: string[]) => readFile(join(folder, ...names), 'utf8'),
    call: async (argv: readonly string[], experiments: readonly Experiment[] = [tiny]) => {
      const [stdout, stderr] = [memoryStream(), memoryStream()];
      const streams = { stdout: stdout.stream, stderr: stderr.stream };
      const code = await lab({ experiments, argv, root: folder, cwd: folder, ...streams });
      return { code, stdout: stdout.text(), stderr: stderr.text() };
    },
  };
}
