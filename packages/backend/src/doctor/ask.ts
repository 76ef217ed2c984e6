import { fork } from 'node:child_process';
import type { Reply, Request } from './child.ts';

export interface AskOptions {
  /** The built `child.ts`. */
  readonly child: URL;
  /** When to give up. */
  readonly timeoutMs: number;
}

/** What is known when a process ends without having said all. */
const cutShort = (said: Reply | undefined, reason: string): Reply =>
  said?.works ? { ...said, notes: [...said.notes, `not measured: ${reason}`] } : { works: false, reason };

const isComplete = (said: Reply | undefined, { seconds }: Request): said is Reply =>
  said !== undefined && (!said.works || said.speed !== null || seconds === 0);

/** Asks a child process; whatever happens to it becomes a reply. */
export function ask(request: Request, { child, timeoutMs }: AskOptions): Promise<Reply> {
  return new Promise((resolve) => {
    // What drivers print while they start would stand in the middle of the report.
    const asked = fork(child, [JSON.stringify(request)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    let said: Reply | undefined;
    let failure: string | undefined;
    const timer = setTimeout(() => {
      failure = `no answer within ${Math.round(timeoutMs / 1000)} s`;
      asked.kill('SIGKILL');
    }, timeoutMs);
    asked.on('message', (message) => {
      said = message as Reply;
    });
    const end = (how: string) => {
      clearTimeout(timer);
      resolve(isComplete(said, request) ? said : cutShort(said, failure ?? how));
    };
    asked.on('error', ({ message }) => end(`its process could not be started: ${message}`));
    asked.on('close', (code, signal) => end(`its process ended with ${signal ?? `exit code ${code}`}`));
  });
}
