import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunArguments } from './arguments.ts';

export interface Checkpoints {
  readonly path: (name: string) => string;
  /** Removes those that were asked for. Runs of another mode or seed in the same folder keep theirs. */
  readonly remove: () => Promise<void>;
}

/** The checkpoints of one run, in a folder below its results. */
export function checkpointsOf(
  { mode, seed, resume }: RunArguments,
  out: string,
  log: (line: string) => void,
): Checkpoints {
  const folder = join(out, 'checkpoints');
  const paths = new Set<string>();
  return {
    path: (name) => {
      const path = join(folder, `${name}-${mode}-seed${seed}.safetensors`);
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
      for (const path of paths) await rm(path, { force: true });
      // Fails where another run's are left, or where there were none; both are fine.
      await rmdir(folder).catch(() => undefined);
    },
  };
}
