import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const start = promisify(execFile);

/** What npm, pnpm and Vitest tell the programs they start. NODE_PATH would let Node find the repository's packages. */
const FOREIGN = /^(npm_|pnpm_|vitest|node_(env|options|path)$)/i;

/**
 * Runs a program in a folder as a person's shell would, without what started the tests.
 * @returns what it printed; an error holds all of its output, and as its cause `code`, `stdout` and `stderr`.
 */
export async function command(cwd: string, file: string, args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  try {
    const { stdout } = await start(file, [...args], { cwd, env, maxBuffer: 64 * 2 ** 20 });
    return stdout;
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message}\n(in ${cwd})\n${stdout}${stderr}`, { cause: error });
  }
}
