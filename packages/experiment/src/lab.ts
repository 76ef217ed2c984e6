import { join, resolve } from 'node:path';
import { commandLine, parseCommand, type RunArguments, USAGE } from './arguments.ts';
import { UsageError } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { progressView } from './progress.ts';
import { formatValue, type Results, reportedOf } from './results.ts';
import { runExperiment } from './run-experiment.ts';

export interface LabOptions {
  readonly experiments: readonly Experiment[];
  /** What follows the program's name. */
  readonly argv: readonly string[];
  /** Results go to `results/<id>` in here unless `--out` is given. */
  readonly root: string;
  /** Relative paths of flags are meant from here. Default: the working folder. */
  readonly cwd?: string;
  /** Default: the process's. */
  readonly stdout?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export const EXIT = { met: 0, notMet: 1, usage: 2, interrupted: 130 } as const;

/** Mistakes in the program rather than in how it was called need a stack to be found; a system error has a code. */
function isBug(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  return error.name in globalThis && error.name.endsWith('Error') && !('code' in error);
}

const oneLine = ({ message }: Error) => message.trim().replaceAll(/\s*\n\s*/g, ' ');

function listText(experiments: readonly Experiment[]): string {
  const width = Math.max(...experiments.map(({ id }) => id.length));
  return experiments.map(({ id, title, app }) => `${id.padEnd(width)}  ${title}  (${app})\n`).join('');
}

function listJson(experiments: readonly Experiment[]): string {
  const rows = experiments.map((experiment) => {
    const { id, title, app } = experiment;
    return { id, title, app, reported: reportedOf(experiment) };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function find(experiments: readonly Experiment[], id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.id).join(', ');
  throw new UsageError(`There is no experiment "${id}"; there are ${known}.`);
}

function summary({ metrics }: Experiment, results: Results, out: string): string {
  const rows = Object.entries(metrics).map(([key, { label, reported, format }]) => {
    const reproduced = results.reproduced[key] ?? Number.NaN;
    return `  ${label}: reported ${formatValue(reported, format)}, reproduced ${formatValue(reproduced, format)}\n`;
  });
  const verdict = `Target ${results.passed ? 'met' : 'NOT met'} after ${results.seconds} s.\n`;
  return `${rows.join('')}${verdict}Report: ${join(out, 'report.html')}\n`;
}

async function run(args: RunArguments, options: Required<LabOptions>, signal: AbortSignal): Promise<number> {
  const experiment = find(options.experiments, args.id);
  const out =
    args.out === undefined ? join(options.root, 'results', args.id) : resolve(options.cwd, args.out);
  const data = args.data === undefined ? undefined : resolve(options.cwd, args.data);
  const view = progressView(options.stdout as never);
  try {
    const results = await runExperiment(
      experiment,
      { ...args, out: args.out && out, data },
      { out, view, signal },
    );
    options.stdout.write(summary(experiment, results, out));
    return results.passed ? EXIT.met : EXIT.notMet;
  } catch (error) {
    if (!signal.aborted) throw error;
    view.end();
    const message = error instanceof Error ? error.message : String(error);
    options.stderr.write(`${message}\nResume with: ${commandLine(args, ['--resume'])}\n`);
    return EXIT.interrupted;
  } finally {
    view.end();
  }
}

/**
 * The command line of a lab: lists experiments or runs one.
 *
 * @returns the exit code: 0 where the experiment's target is met, 1 where it is not, 2 for bad usage or bad input with one
 *   clear line on stderr, 130 where it was stopped by Ctrl-C.
 */
export async function lab(given: LabOptions): Promise<number> {
  const options = { cwd: process.cwd(), stdout: process.stdout, stderr: process.stderr, ...given };
  const controller = new AbortController();
  const stop = () => {
    // The second Ctrl-C means now.
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    options.stderr.write('\nStopping after this step; once more to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const command = parseCommand(options.argv);
    if (command.name === 'run') return await run(command.run, options, controller.signal);
    const json = command.name === 'list' && command.json;
    const list = json ? listJson(options.experiments) : listText(options.experiments);
    options.stdout.write(command.name === 'help' ? USAGE : list);
    return EXIT.met;
  } catch (error) {
    const text = isBug(error) ? ((error as Error).stack ?? String(error)) : oneLine(error as Error);
    options.stderr.write(`${text}\n`);
    return EXIT.usage;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
