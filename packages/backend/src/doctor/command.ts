import { parseArgs } from 'node:util';
import { type Ask, type DiagnoseOptions, diagnose } from './diagnose.ts';
import { isHealthy } from './diagnosis.ts';
import { report } from './report.ts';

const USAGE = `Usage: npx @gradlab/backend doctor [options]

Says which TensorFlow.js backends work on this machine, which one loadBackend() takes, why not the others and how to get
them, and measures those that work, for about ten seconds in all.

Options:
  --json          the same for programs
  --no-benchmark  do not measure
  --help          this text

Exit code: 0 a backend works, 1 none does, 2 bad usage.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  'no-benchmark': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
}

export interface CommandOptions {
  /** What stands behind the program's name. */
  readonly argv: readonly string[];
  readonly ask: Ask;
  readonly stdout: Output;
  /** Gets complaints, and the progress if it is a terminal. */
  readonly stderr: Output;
}

/** What is wrong with the arguments, in a sentence; or what they ask for. */
function parse(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [command, ...more] = positionals;
    if (values.help) return { values };
    if (command === undefined) return { complaint: 'There is nothing to do: name the command doctor.' };
    if (command !== 'doctor') return { complaint: `There is no command "${command}".` };
    if (more.length > 0) return { complaint: `doctor takes no "${more.join(' ')}".` };
    return { values };
  } catch (error) {
    // Its first sentence; what follows is advice for programmers.
    return { complaint: `${(error as Error).message.split(/\.(?:\s|$)/, 1)[0]}.` };
  }
}

/** A line that replaces itself. */
const progressOn = ({ write, isTTY }: Output): DiagnoseOptions =>
  isTTY ? { onProgress: ({ phase, done, total }) => write(`\r\x1b[K${phase} (${done}/${total})`) } : {};

/** The command line. @returns the exit code: 0 a backend works, 1 none does, 2 bad usage. */
export async function command({ argv, ask, stdout, stderr }: CommandOptions): Promise<number> {
  const { values, complaint } = parse(argv);
  if (values === undefined) {
    stderr.write(`${complaint}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    stdout.write(USAGE);
    return 0;
  }
  const diagnosis = await diagnose(ask, { benchmark: !values['no-benchmark'], ...progressOn(stderr) });
  if (stderr.isTTY) stderr.write('\r\x1b[K');
  stdout.write(values.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : report(diagnosis));
  return isHealthy(diagnosis) ? 0 : 1;
}
