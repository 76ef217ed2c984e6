// What bin/gradlab-compress.js starts.
import { runCommand } from './cli/run.ts';

void runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
