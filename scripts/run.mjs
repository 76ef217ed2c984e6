import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a command in the repository; its output is the user's. Ends this process with the command's code if it fails. */
export function run(command, args, { quiet = false } = {}) {
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, { cwd: root, stdio });
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(status ?? (signal ? 130 : 1));
}

/** The pinned pnpm, fetched by npx: a fresh machine has npm and nothing else. */
export function pnpm(args, options) {
  run('npx', ['--yes', packageManager, ...args], options);
}
