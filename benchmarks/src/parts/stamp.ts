import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { CannotError, OverLimitError } from '../errors.ts';
import type { Contender } from '../measure/contender.ts';
import type { Stamp } from '../results.ts';

function git(root: string, ...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/** The commit of a repository, with `+` where tracked files differ from it; `unknown` where there is none. */
export function commitOf(root: string): string {
  const commit = git(root, 'rev-parse', '--short=12', 'HEAD');
  if (commit === '') return 'unknown';
  return git(root, 'status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}+`;
}

/** Starts every contender once and writes down what it says. One that cannot be started is left to say so in the results. */
export async function stampOf(root: string, contenders: readonly Contender[], seed: number): Promise<Stamp> {
  const versions: Record<string, Readonly<Record<string, string>>> = {};
  const startMs: Record<string, number> = {};
  for (const { spec, ask } of contenders) {
    try {
      const hello = await ask({ do: 'hello' }, 60);
      versions[spec.name] = hello.versions;
      startMs[spec.name] = Math.round(hello.startMs);
    } catch (error) {
      if (!(error instanceof CannotError || error instanceof OverLimitError)) throw error;
    }
  }
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString(),
    commit: commitOf(root),
    cpu: `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} logical processors`,
    system: `${type()} ${release()}, ${memory} GiB`,
    versions,
    startMs,
    seed,
  };
}
