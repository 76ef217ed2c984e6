import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { BenchUsageError } from './errors.ts';
import { findContenders } from './measure/find-contenders.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { measureFigures } from './parts/figures-part.ts';
import { measureFit } from './parts/fit-part.ts';
import { measureKernels } from './parts/kernel-part.ts';
import { measureMemory } from './parts/memory-part.ts';
import { measureTable, type PartContext } from './parts/table-part.ts';
import { reportText } from './report/report.ts';
import type { Results } from './results.ts';

/** Where the results of complete runs are committed, from the repository's root. */
export const COMMITTED_RESULTS = 'benchmarks/results/bench.json';

export interface BenchRun {
  readonly argv: readonly string[];
  /** The repository. */
  readonly root: string;
  /** What relative paths of the command line are relative to. Default: the root. */
  readonly cwd?: string;
}

/** Results that were written earlier; nothing where there is no file. */
export function readResults(file: string): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  // A rename, so that an interrupted run leaves the old file whole.
  writeFileSync(`${file}.part`, `${JSON.stringify(results, undefined, 2)}\n`);
  renameSync(`${file}.part`, file);
}

function destination({ out, isComplete }: BenchOptions, { root, cwd = root }: BenchRun): string {
  if (out !== undefined) return resolve(cwd, out);
  return join(root, isComplete ? COMMITTED_RESULTS : 'results/bench.json');
}

async function measure(context: PartContext): Promise<Results> {
  const { parts } = context.options;
  return {
    ...(parts.includes('table') ? { table: await measureTable(context) } : {}),
    ...(parts.includes('memory') ? { memory: await measureMemory(context) } : {}),
    ...(parts.includes('kernels') ? { kernels: await measureKernels(context) } : {}),
    ...(parts.includes('fit') ? { fit: await measureFit(context) } : {}),
    ...(parts.includes('figures') ? { figures: await measureFigures(context) } : {}),
  };
}

/**
 * `npm run bench`: measures, prints the tables to standard output and writes the results. Progress goes to standard error.
 *
 * @returns the exit code: 0, or 2 where the command line was wrong.
 */
export async function bench(run: BenchRun): Promise<number> {
  const onLine = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const options = parseOptions(run.argv);
    if (options === undefined) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const { cwd = run.root } = run;
    const folder = join(run.root, 'benchmarks');
    const nodes = options.nodes.map((node) => (node.includes('/') ? resolve(cwd, node) : node));
    const specs = await findContenders({ folder, nodes, skip: options.skip });
    if (specs.length === 0) throw new BenchUsageError('--skip leaves nothing to measure.');
    if (!specs.some(({ key }) => key === 'pytorch') && !options.skip.includes('pytorch')) {
      onLine('PyTorch is left out: no Python with torch was found (GRADLAB_PYTHON may name one).');
    }
    const measured = await measure({ root: run.root, specs, options, onLine });
    const file = destination(options, run);
    writeResults(file, { ...readResults(file), ...measured });
    process.stdout.write(`${reportText(measured)}\n`);
    onLine(`Written to ${relative(cwd, file)}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof BenchUsageError)) throw error;
    onLine(error.message);
    return 2;
  }
}
