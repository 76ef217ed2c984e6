import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBackend } from '@gradlab/backend';
import { commandLine, type RunArguments } from './arguments.ts';
import type { Experiment, Outcome, RunContext } from './experiment.ts';
import type { ProgressView } from './progress.ts';
import { reportHtml } from './report.ts';
import { type Results, reportedOf } from './results.ts';
import { checkFolder, checkWritable, type OutputFile, writeFolder } from './write-folder.ts';

export interface RunEnvironment {
  /** Folder for the results. */
  readonly out: string;
  readonly view: ProgressView;
  readonly signal: AbortSignal;
}

const CHECKPOINTS = 'checkpoints';

async function pictures({ figures }: Outcome): Promise<OutputFile[]> {
  return Promise.all(
    Object.entries(figures).map(async ([name, figure]) => ({
      name: `${name}.png`,
      content: await figure.toPng({ scale: 2 }),
    })),
  );
}

function checkKeys(experiment: Experiment, outcome: Outcome): void {
  const [wanted, got] = [experiment.metrics, outcome.reproduced].map((record) =>
    Object.keys(record).sort().join(', '),
  );
  if (wanted !== got) throw new TypeError(`${experiment.id} reproduces (${got}) but declares (${wanted}).`);
}

/**
 * Runs one experiment and writes `results.json`, `report.html` and its pictures, all or none.
 *
 * @throws UsageError where the folder cannot be written; BackendError; and whatever the experiment throws.
 */
export async function runExperiment(
  experiment: Experiment,
  args: RunArguments,
  { out, view, signal }: RunEnvironment,
): Promise<Results> {
  await checkWritable(out);
  if (args.data !== undefined) await checkFolder(args.data);
  const startedAt = performance.now();
  const backend = await loadBackend(args.backend === undefined ? {} : { prefer: args.backend, strict: true });
  view.log(
    `${experiment.id}: ${experiment.title} (${args.mode}, seed ${args.seed}, backend ${backend.name})`,
  );

  const context: RunContext<unknown> = {
    settings: experiment.settings[args.mode],
    mode: args.mode,
    seed: args.seed,
    backend,
    dataRoot: args.data,
    signal,
    onProgress: view.update,
    log: view.log,
    checkpointPath: (name) => join(out, CHECKPOINTS, `${name}-${args.mode}-seed${args.seed}.safetensors`),
    resume: args.resume,
  };
  const outcome = await experiment.run(context);
  checkKeys(experiment, outcome);
  view.end();

  const images = await pictures(outcome);
  const results: Results = {
    id: experiment.id,
    title: experiment.title,
    mode: args.mode,
    seed: args.seed,
    backend: backend.name,
    versions: { node: process.versions.node, '@tensorflow/tfjs-core': backend.version },
    seconds: Number(((performance.now() - startedAt) / 1000).toFixed(1)),
    reported: reportedOf(experiment),
    reproduced: outcome.reproduced,
    passed: outcome.passed,
    artifacts: ['report.html', ...images.map(({ name }) => name)],
  };
  const report = reportHtml({ experiment, outcome, results, command: commandLine(args) });
  await writeFolder(out, [
    ...images,
    { name: 'report.html', content: report },
    { name: 'results.json', content: `${JSON.stringify(results, null, 2)}\n` },
  ]);
  await rm(join(out, CHECKPOINTS), { recursive: true, force: true });
  return results;
}
