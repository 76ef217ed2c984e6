import { loadThreading } from '#platform';
import type { Engine } from './engine.ts';
import { isShared } from './threads/is-shared.ts';
import { ThreadsError } from './threads/threads-error.ts';

/**
 * Gives the engine threads; with one, nothing.
 *
 * @throws ThreadsError where the memory is not shared, or a worker does not start.
 */
export async function startPool(engine: Engine, threads: number): Promise<void> {
  if (threads === 1) return;
  if (!isShared(engine.memory)) {
    throw new ThreadsError(
      'The wasm backend has already been started with one thread: ask for several before it starts.',
    );
  }
  const threading = await loadThreading();
  const { memory, module } = engine;
  engine.pool = await threading.createPool({ memory, module, threads });
}

/** Results that were put off may be computed later: in one thread then. */
export function closePool(engine: Engine): void {
  void engine.pool?.close();
  engine.pool = undefined;
}
