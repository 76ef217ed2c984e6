import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Experiment } from './experiment.ts';
import { EXIT, lab } from './lab.ts';
import type { Results } from './results.ts';

export interface TryOptions {
  /** Settings of the mode `quick` to replace for this run, such as fewer images. Default: none. */
  readonly settings?: object;
  /** Further arguments, for example `['--data', folder]`. Default: none. */
  readonly argv?: readonly string[];
  /** Default: `wasm`. */
  readonly backend?: string;
  /** The folder that the run stands in; its output is put into `out`. Default: a temporary one, removed afterwards. */
  readonly folder?: string;
}

/** What a run did, as its user would have seen it. */
export interface TriedRun<Key extends string = string> {
  /** The exit code: see `EXIT`. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The parsed `results.json`; none where the run failed before it wrote any. */
  readonly results: (Results & { readonly reproduced: Readonly<Record<Key, number>> }) | undefined;
  /** The text of `report.html`, empty where there is none. */
  readonly report: string;
  /** Names of what was written, sorted. */
  readonly files: readonly string[];
}

/** A run that ended with results. */
export interface FinishedRun<Key extends string = string> extends TriedRun<Key> {
  readonly results: NonNullable<TriedRun<Key>['results']>;
}

function kept() {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

async function runIn<Key extends string>(
  folder: string,
  experiment: Experiment<unknown, Key>,
  { settings, argv = [], backend = 'wasm' }: TryOptions,
): Promise<TriedRun<Key>> {
  const quick = { ...(experiment.settings.quick as object), ...settings };
  const [stdout, stderr] = [kept(), kept()];
  const code = await lab({
    experiments: [{ ...experiment, settings: { ...experiment.settings, quick } }],
    argv: [experiment.id, '--quick', '--backend', backend, '--out', 'out', ...argv],
    root: folder,
    cwd: folder,
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
  const out = join(folder, 'out');
  const files = (await readdir(out).catch(() => [])).sort();
  const textOf = (name: string) => (files.includes(name) ? readFile(join(out, name), 'utf8') : '');
  const results = await textOf('results.json');
  return {
    ...{ code, stdout: stdout.text(), stderr: stderr.text(), files },
    results: results === '' ? undefined : (JSON.parse(results) as FinishedRun<Key>['results']),
    report: await textOf('report.html'),
  };
}

/**
 * Runs an experiment as `lab` would, on the settings of `--quick` or less, and returns what came of it: for the tests of an app.
 *
 * @throws what `lab` throws, for example TypeError for an experiment that cannot be declared
 */
export async function tryExperiment<Key extends string>(
  experiment: Experiment<unknown, Key>,
  options: TryOptions = {},
): Promise<TriedRun<Key>> {
  if (options.folder !== undefined) return runIn(options.folder, experiment, options);
  const folder = await mkdtemp(join(tmpdir(), 'gradlab-try-'));
  try {
    return await runIn(folder, experiment, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The run, where it ended with results and said nothing on stderr; its target may be missed.
 *
 * @throws Error with the exit code and stderr otherwise
 */
export function finished<Key extends string>(run: TriedRun<Key>): FinishedRun<Key> {
  const { code, stderr, results } = run;
  if (results !== undefined && stderr === '' && code === (results.passed ? EXIT.met : EXIT.notMet)) {
    return { ...run, results };
  }
  throw new Error(`The run ended with exit code ${code} and said on stderr: ${stderr}`);
}
