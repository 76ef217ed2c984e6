import { join, resolve } from 'node:path';
import { type Command, parseCommand, type RunArguments, USAGE } from './arguments.ts';
import { commandLine, reportCommand } from './command-line.ts';
import { isAbort, isBug, oneLine } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { INTERRUPTED, onInterrupt } from './interrupt.ts';
import { checkIds, findExperiment, listJson, listText } from './listing.ts';
import { watchOutput } from './output.ts';
import { ownUsage, ownValues } from './own-options.ts';
import { type ProgressView, progressView } from './progress-view.ts';
import { formatValue, type Results } from './results.ts';
import { runExperiment } from './run-experiment.ts';
import { writeIndex } from './write-index.ts';

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface LabOptions {
  readonly experiments: readonly Experiment[];
  /** What follows the program's name. */
  readonly argv: readonly string[];
  /** Results go to `results/<id>` in here unless `--out` is given. */
  readonly root: string;
  /** Relative paths of flags are meant from here. Default: the working folder. */
  readonly cwd?: string;
  /** Takes lists, log lines and the summary. Default: the process's. */
  readonly stdout?: Output;
  /** Takes errors and, where it is a terminal, the progress bar. Default: the process's. */
  readonly stderr?: Output;
}

export const EXIT = { met: 0, notMet: 1, usage: 2, interrupted: INTERRUPTED } as const;

function summary({ metrics }: Experiment, results: Results, out: string): string {
  const rows = Object.entries(metrics).map(([key, { label, reported, format }]) => {
    const reproduced = results.reproduced[key] ?? Number.NaN;
    return `  ${label}: reported ${formatValue(reported, format)}, reproduced ${formatValue(reproduced, format)}\n`;
  });
  const verdict = `Target ${results.passed ? 'met' : 'NOT met'} after ${results.seconds} s.\n`;
  return `${rows.join('')}${verdict}Report: ${join(out, 'report.html')}\n`;
}

async function run(args: RunArguments, options: Required<LabOptions>, view: ProgressView): Promise<number> {
  const { experiments, root, cwd, stdout, stderr } = options;
  const experiment = findExperiment(experiments, args.id);
  const out = args.out === undefined ? join(root, 'results', args.id) : resolve(cwd, args.out);
  const dataRoot = args.data === undefined ? undefined : resolve(cwd, args.data);
  const own = ownValues(experiment, args.options, cwd);
  const { signal, release } = onInterrupt({
    first: () => view.log('Stopping after this step; once more to stop at once.'),
    second: view.end,
  });
  try {
    const results = await runExperiment(experiment, args, { out, dataRoot, own, view, signal });
    stdout.write(summary(experiment, results, out));
    return results.passed ? EXIT.met : EXIT.notMet;
  } catch (error) {
    view.end();
    if (!isAbort(error, signal)) throw error;
    stderr.write(`${oneLine(error)}\nResume with: ${commandLine({ ...args, resume: true })}\n`);
    return EXIT.interrupted;
  } finally {
    release();
  }
}

async function report(out: string | undefined, options: Required<LabOptions>): Promise<number> {
  const { experiments, root, cwd, stdout } = options;
  const folder = out === undefined ? join(root, 'results') : resolve(cwd, out);
  const { file, runs, leftOut } = await writeIndex(experiments, {
    root,
    folder,
    command: reportCommand(out),
  });
  const rest = leftOut === 0 ? '' : `; ${leftOut} files are no results and are named there`;
  stdout.write(`${runs} runs${rest}.\nReport: ${file}\n`);
  return EXIT.met;
}

function perform(command: Command, options: Required<LabOptions>): number | Promise<number> {
  const { experiments, stdout, stderr } = options;
  if (command.name === 'report') return report(command.out, options);
  if (command.name === 'run') return run(command.run, options, progressView({ lines: stdout, bar: stderr }));
  const json = command.name === 'list' && command.json;
  const list = json ? listJson(experiments) : listText(experiments);
  stdout.write(command.name === 'help' ? USAGE + ownUsage(experiments) : list);
  return EXIT.met;
}

/**
 * The command line of a lab: lists experiments, runs one, or writes a page over all results.
 *
 * @returns the exit code: 0 where the experiment's target is met, 1 where it is not, 2 for bad usage or bad input with one
 *   clear line on stderr, 130 where it was stopped by Ctrl-C.
 */
export async function lab(given: LabOptions): Promise<number> {
  const options = { cwd: process.cwd(), stdout: process.stdout, stderr: process.stderr, ...given };
  const { experiments, argv, stdout, stderr } = options;
  const output = watchOutput(stdout);
  try {
    checkIds(experiments);
    const command = parseCommand(argv, experiments);
    const code = await perform(command, options);
    await output.check();
    return code;
  } catch (error) {
    const text = isBug(error) ? ((error as Error).stack ?? String(error)) : oneLine(error);
    stderr.write(`${text}\n`);
    return EXIT.usage;
  }
}
