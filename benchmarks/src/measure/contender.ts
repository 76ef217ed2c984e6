import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CannotError, OverLimitError } from '../errors.ts';
import type { Reply, Request, ResultOf } from '../protocol.ts';

/** How to start a contender, and what to call it. */
export interface ContenderSpec {
  /** The column's head, for example `PyTorch`. */
  readonly name: string;
  /** What `--skip` calls it. */
  readonly key: 'ours' | 'wasm' | 'cpu' | 'pytorch';
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A contender in a process of its own, because kernels are registered for a whole process. */
export interface Contender {
  readonly spec: ContenderSpec;
  /**
   * @throws CannotError when it answers with an error, or ends; OverLimitError when it takes longer than `limitSeconds`, and is
   * stopped. After either the next request starts a new process, since the old one may be in any state.
   */
  ask<R extends Request>(request: R, limitSeconds: number): Promise<ResultOf<R>>;
  /** Ends the process. */
  close(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  /** Resolves with the next reply; rejects when the process ends first. */
  readonly reply: () => Promise<Reply>;
  readonly ended: Promise<void>;
}

function start({ name, command, args, env }: ContenderSpec): Running {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let waiting: ((reply: Reply) => void) | undefined;
  let failed: string | undefined;
  const answer = (reply: Reply) => {
    waiting?.(reply);
    waiting = undefined;
  };
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said = `${said}${data}`.slice(-2000);
  });
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('{')) answer(JSON.parse(line) as Reply);
  });
  // A process that has gone closes the pipe; `ended` tells.
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    const end = (why: string) => {
      failed = `${name} ended (${why}): ${said.trim().split('\n').at(-1) ?? ''}`;
      answer({ ok: false, error: failed });
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));
  });
  const reply = () =>
    new Promise<Reply>((resolve) => {
      if (failed !== undefined) resolve({ ok: false, error: failed });
      else waiting = resolve;
    });
  return { child, reply, ended };
}

export function contender(spec: ContenderSpec): Contender {
  let running: Running | undefined;

  const close = async () => {
    const current = running;
    running = undefined;
    current?.child.kill('SIGKILL');
    await current?.ended;
  };

  return {
    spec,
    close,
    async ask<R extends Request>(request: R, limitSeconds: number): Promise<ResultOf<R>> {
      running ??= start(spec);
      const { child, reply } = running;
      const next = reply();
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), limitSeconds * 1000);
      });
      const answered = await Promise.race([next, late]);
      clearTimeout(timer);
      if (answered === 'late') {
        await close();
        throw new OverLimitError(`${spec.name} took longer than ${limitSeconds} s.`);
      }
      if (!answered.ok) {
        await close();
        throw new CannotError(answered.error);
      }
      return answered.result as ResultOf<R>;
    },
  };
}
