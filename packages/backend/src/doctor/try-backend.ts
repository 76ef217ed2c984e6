import type { BackendName } from '../candidate.ts';
import { type LoadedBackend, loadBackend } from '../load-backend.ts';
import { notesOn } from './notes.ts';
import { selfTest } from './self-test.ts';

export { measureSpeed } from './measure.ts';

export interface Tried {
  readonly loaded: LoadedBackend;
  readonly notes: readonly string[];
}

/**
 * Starts a backend in this process and tests it.
 *
 * @param only this one and no other; null for what `loadBackend` chooses by itself, untested.
 * @throws Error whose message says why it does not work.
 */
export async function tryBackend(only: BackendName | null): Promise<Tried> {
  // Not strict: the error would say in one sentence what is known of this one in a field.
  const loaded = await loadBackend(only === null ? {} : { prefer: only });
  if (only !== null && loaded.name !== only) throw new Error(loaded.passedOver[0]?.reason);
  if (only !== null) await selfTest();
  return { loaded, notes: await notesOn(loaded) };
}
