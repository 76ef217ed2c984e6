// What bin/gradlab-compress.js starts.
import { runCommand } from './cli/run.ts';

// `| head` closes what it has read enough of; what is written is whole by then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
