// `npm test`: everything a change must pass, from a clean clone.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pnpm } from './run.mjs';
import { setUp } from './setup.mjs';

const step = (title) => process.stdout.write(`\n== ${title}\n`);

step('install and build');
setUp();
step('lint');
pnpm(['exec', 'biome', 'check', '--error-on-warnings', '.']);
step('types');
pnpm(['exec', 'turbo', 'run', 'typecheck', '--output-logs=errors-only', '--log-prefix=none']);
step('tables of the READMEs');
const { updateReadmes } = await import('./readme.mjs');
await updateReadmes({ check: true });

step('tests');
const folder = mkdtempSync(join(tmpdir(), 'gradlab-test-'));
const report = join(folder, 'report.json');
try {
  pnpm(['exec', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
