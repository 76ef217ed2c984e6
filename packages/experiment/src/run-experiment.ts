import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBackend } from '@gradlab/backend';
import type { RunArguments } from './arguments.ts';
import { checkpointsOf } from './checkpoints.ts';
import { commandLine } from './command-line.ts';
import { systemReason, UsageError } from './errors.ts';
import type { Experiment, Outcome } from './experiment.ts';
import { checkOutcome, otherFiles, pictures } from './outcome.ts';
import type { ProgressView } from './progress-view.ts';
import { reportHtml } from './report.ts';
import { type Results, reportedOf } from './results.ts';
import { tableText } from './table-text.ts';
import { withFolder, writeFolder } from './write-folder.ts';

export interface RunEnvironment {
  /** Folder for the results. */
  readonly out: string;
  /** Folder of the data sets. */
  readonly dataRoot: string | undefined;
  /** Values of the experiment's own options. */
  readonly own: Readonly<Record<string, string>>;
  readonly view: ProgressView;
  readonly signal: AbortSignal;
}

const REPORT = 'report.html';
const RESULTS = 'results.json';

async function checkReadable(folder: string): Promise<void> {
  try {
    await readdir(folder);
  } catch (cause) {
    throw new UsageError(`The data folder ${folder} cannot be read: ${systemReason(cause)}.`, { cause });
  }
}

/**
 * Runs one experiment and writes `results.json`, `report.html` and its pictures, all or none.
 *
 * @throws UsageError where a folder cannot be used; BackendError; TypeError where the outcome is not what the experiment
 *   declares; and whatever the experiment throws.
 */
export async function runExperiment(
  experiment: Experiment,
  args: RunArguments,
  environment: RunEnvironment,
): Promise<Results> {
  const { out, dataRoot } = environment;
  if (dataRoot !== undefined) await checkReadable(dataRoot);
  return withFolder(out, [REPORT, RESULTS], () =>
    withScratch(out, (scratch) => compute(experiment, args, environment, scratch)),
  );
}

/** Does work that has a folder of its own, which goes when it is done. What a killed run left there goes before. */
async function withScratch<T>(out: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(out, '.scratch');
  const remove = () => rm(folder, { recursive: true, force: true });
  await remove();
  await mkdir(folder);
  try {
    return await work(folder);
  } finally {
    await remove();
  }
}

async function compute(
  experiment: Experiment,
  args: RunArguments,
  { out, dataRoot, own, view, signal }: RunEnvironment,
  scratch: string,
): Promise<Results> {
  const startedAt = performance.now();
  const { mode, seed, resume } = args;
  const backend = await loadBackend(args.backend === undefined ? {} : { prefer: args.backend, strict: true });
  view.log(`${experiment.id}: ${experiment.title} (${mode}, seed ${seed}, backend ${backend.name})`);

  const checkpoints = checkpointsOf(args, out, view.log);
  const before = await checkpoints.secondsBefore();
  const seconds = () => Number((before + (performance.now() - startedAt) / 1000).toFixed(1));
  const run = experiment.run({
    settings: experiment.settings[mode],
    mode,
    seed,
    backend,
    dataRoot,
    options: own,
    signal,
    onProgress: view.update,
    log: view.log,
    checkpointPath: checkpoints.path,
    scratch,
    resume,
  });
  // What stopped the run is what its user must hear of, not that its clock could not be kept.
  const outcome: Outcome = await run.catch(async (error: unknown) => {
    await checkpoints.keepSeconds(seconds()).catch(() => undefined);
    throw error;
  });
  checkOutcome(experiment, outcome);
  view.end();
  for (const { heading, table } of outcome.sections ?? []) {
    if (table !== undefined) view.log(`\n${heading}\n${tableText(table)}\n`);
  }

  const written = [...(await pictures(outcome)), ...otherFiles(outcome)];
  const results: Results = {
    id: experiment.id,
    title: experiment.title,
    mode,
    seed,
    ...(Object.keys(args.options).length > 0 && { options: args.options }),
    backend: backend.name,
    versions: { node: process.versions.node, '@tensorflow/tfjs-core': backend.version },
    seconds: seconds(),
    reported: reportedOf(experiment),
    reproduced: outcome.reproduced,
    passed: outcome.passed,
    ...(outcome.curves !== undefined && { curves: outcome.curves }),
    artifacts: [REPORT, ...written.map(({ name }) => name)],
  };
  const command = commandLine({ ...args, resume: false });
  await writeFolder(out, [
    ...written,
    { name: REPORT, content: reportHtml({ experiment, outcome, results, command }) },
    { name: RESULTS, content: `${JSON.stringify(results, null, 2)}\n` },
  ]);
  await checkpoints.remove();
  return results;
}
