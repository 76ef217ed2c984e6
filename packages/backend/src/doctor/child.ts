// A process that tries one backend: a driver that crashes takes only itself along, and Dawn leaves with it.
import type { BackendName } from '../candidate.ts';
import type { LoadedBackend } from '../load-backend.ts';
import type { Speed } from './diagnosis.ts';

export interface Request {
  /** Try this one and no other; null for what `loadBackend` chooses by itself. */
  readonly only: BackendName | null;
  /** How long to measure each work; 0 for not at all. */
  readonly seconds: number;
}

export type Reply =
  | {
      readonly works: true;
      readonly loaded: LoadedBackend;
      readonly notes: readonly string[];
      readonly speed: Speed | null;
    }
  | { readonly works: false; readonly reason: string };

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

const say = (reply: Reply) => new Promise((sent) => process.send?.(reply, undefined, undefined, sent));

/** Replies once, or twice where it also measures: the second reply, with the speed, may never come. */
async function main({ only, seconds }: Request): Promise<void> {
  try {
    // Only now: where TensorFlow.js is not installed, that is the answer.
    const { measureSpeed, tryBackend } = await import('./try-backend.ts');
    const tried = await tryBackend(only);
    await say({ works: true, ...tried, speed: null });
    if (seconds > 0) await say({ works: true, ...tried, speed: await measureSpeed(seconds) });
  } catch (error) {
    await say({ works: false, reason: firstLine(error) });
  }
  // Native code may keep the process alive, or end it badly; all that counts has been said.
  process.exit();
}

void main(JSON.parse(process.argv[2] ?? ''));
