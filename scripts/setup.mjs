import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm, root } from './run.mjs';

const read = (...path) => readFileSync(join(root, ...path), 'utf8');

/** pnpm leaves a copy of the lockfile beside what it installed. */
function isInstalled() {
  const copy = join(root, 'node_modules', '.pnpm', 'lock.yaml');
  return existsSync(copy) && readFileSync(copy, 'utf8') === read('pnpm-lock.yaml');
}

/** Installs what is missing and builds what has changed; a second call takes about a second. */
export function setUp() {
  if (!isInstalled()) {
    process.stderr.write('Installing (once) ...\n');
    pnpm(['install', '--frozen-lockfile'], { quiet: true });
    process.stderr.write('Building (once) ...\n');
  }
  pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--log-prefix=none'], { quiet: true });
}
