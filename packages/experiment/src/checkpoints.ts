import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunArguments } from './arguments.ts';

export interface Checkpoints {
  readonly path: (name: string) => string;
  /** Removes those that were asked for. Runs of another mode, seed or option in the same folder keep theirs. */
  readonly remove: () => Promise<void>;
  /** What earlier parts of the run took that left a checkpoint and ended by themselves; 0 where the run starts anew. */
  readonly secondsBefore: () => Promise<number>;
  /** Keeps the seconds of the run until now for the part that goes on; does nothing where no checkpoint was asked for. */
  readonly keepSeconds: (seconds: number) => Promise<void>;
}

/** Options may hold paths, which no file name can. */
function optionsPart(options: RunArguments['options']): string {
  if (Object.keys(options).length === 0) return '';
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return `-${createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8)}`;
}

/** The checkpoints of one run, in a folder below its results. */
export function checkpointsOf(
  { mode, seed, resume, options }: RunArguments,
  out: string,
  log: (line: string) => void,
): Checkpoints {
  const folder = join(out, 'checkpoints');
  const paths = new Set<string>();
  const suffix = `${mode}-seed${seed}${optionsPart(options)}`;
  const clock = join(folder, `seconds-${suffix}.txt`);
  return {
    path: (name) => {
      const path = join(folder, `${name}-${suffix}.safetensors`);
      if (resume && !paths.has(path)) {
        const found = existsSync(path);
        log(
          found
            ? `Going on from ${basename(path)}.`
            : `Nothing to resume (${basename(path)}): starting anew.`,
        );
      }
      paths.add(path);
      return path;
    },
    remove: async () => {
      for (const path of [...paths, clock]) await rm(path, { force: true });
      // Fails where another run's are left, or where there were none; both are fine.
      await rmdir(folder).catch(() => undefined);
    },
    secondsBefore: async () => {
      if (!resume || !existsSync(clock)) return 0;
      // A clock that cannot be read must not keep a training from going on.
      const seconds = await readFile(clock, 'utf8').then(Number, () => 0);
      return Number.isFinite(seconds) ? seconds : 0;
    },
    keepSeconds: async (seconds) => {
      if (paths.size === 0) return;
      await mkdir(folder, { recursive: true });
      await writeFile(clock, String(seconds));
    },
  };
}
