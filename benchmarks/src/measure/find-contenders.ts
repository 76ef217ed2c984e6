import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BenchUsageError } from '../errors.ts';
import type { ContenderKey } from '../options.ts';
import type { ContenderSpec } from './contender.ts';

const execute = promisify(execFile);

/** Slow disks take long to load torch for the first time. */
const TORCH_TIMEOUT_MS = 120_000;

/**
 * The first Python that has torch: the one named by `GRADLAB_PYTHON`, then `python3`, then `/usr/bin/python3`, where a
 * distribution puts its packages.
 *
 * @throws BenchUsageError when `GRADLAB_PYTHON` is set and has no torch.
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const named = env.GRADLAB_PYTHON;
  for (const python of named ? [named] : ['python3', '/usr/bin/python3']) {
    try {
      await execute(python, ['-c', 'import torch'], { timeout: TORCH_TIMEOUT_MS });
      return python;
    } catch {
      // Not there, or without torch.
    }
  }
  if (named) throw new BenchUsageError(`GRADLAB_PYTHON is ${named}, which cannot import torch.`);
  return undefined;
}

async function nodeVersion(node: string): Promise<string> {
  try {
    const { stdout } = await execute(node, ['--version'], { timeout: 10_000 });
    return stdout.trim();
  } catch {
    throw new BenchUsageError(`--node ${node}: this does not run as Node.`);
  }
}

/** One thread for everybody; Node's backends have one unless they are asked for more. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

export interface FindOptions {
  /** The folder `benchmarks`. */
  readonly folder: string;
  /** More Node binaries, on which ours also runs. */
  readonly nodes?: readonly string[];
  readonly skip?: readonly ContenderKey[];
}

/**
 * What can be measured on this machine, ours first. PyTorch is there where a Python with torch is.
 *
 * @throws BenchUsageError for a `--node` that does not run.
 */
export async function findContenders({
  folder,
  nodes = [],
  skip = [],
}: FindOptions): Promise<ContenderSpec[]> {
  const inNode = (
    name: string,
    key: 'ours' | 'wasm' | 'cpu',
    command: string = process.execPath,
  ): ContenderSpec => ({
    name,
    key,
    command,
    args: [join(folder, 'dist', 'child.js'), key],
  });
  const specs = [inNode('ours', 'ours')];
  for (const node of nodes) {
    const [major] = (await nodeVersion(node)).replace('v', '').split('.');
    const taken = specs.filter(({ name }) => name.startsWith(`ours (Node ${major}`)).length;
    specs.push(inNode(`ours (Node ${major}${taken === 0 ? '' : `, ${taken + 1}`})`, 'ours', node));
  }
  specs.push(inNode('stock wasm', 'wasm'), inNode('stock cpu', 'cpu'));
  const python = skip.includes('pytorch') ? undefined : await findPython();
  if (python !== undefined) {
    const args = [join(folder, 'pytorch', 'contender.py')];
    specs.push({ name: 'PyTorch', key: 'pytorch', command: python, args, env: ONE_THREAD });
  }
  return specs.filter(({ key }) => !skip.includes(key));
}
