// What bin/gradlab-backend.js starts.
import { ask } from './doctor/ask.ts';
import { command } from './doctor/command.ts';

const child = new URL('./doctor-child.js', import.meta.url);

void command({
  argv: process.argv.slice(2),
  ask: (request) => ask(request, { child, timeoutMs: 60_000 }),
  stdout: process.stdout,
  stderr: process.stderr,
}).then((code) => {
  process.exitCode = code;
});
