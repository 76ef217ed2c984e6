import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a command in the repository. If it fails, this process ends with its code; quiet commands then show what they said. */
export function run(command, args, { quiet = false } = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    // npx is a script on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  if (error) process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(status ?? (signal ? 130 : 1));
}

/** The pinned pnpm, fetched by npx: a fresh machine has npm and nothing else. */
export function pnpm(args, options) {
  run('npx', ['--yes', packageManager, ...args], options);
}
