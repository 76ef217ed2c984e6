import type { Measured } from '../protocol.ts';

/** One repetition of what is measured. It must wait for its result, or only the asking is timed. */
export type Repetition = () => void | Promise<void>;

/** What is measured, and what frees its tensors. */
export interface Repeatable {
  readonly repetition: Repetition;
  readonly dispose: () => void;
}

/** Repeats for at least `minimumMs`, once at least. */
export async function repeatFor(minimumMs: number, repetition: Repetition): Promise<Measured> {
  const startedAt = performance.now();
  let repetitions = 0;
  let elapsed = 0;
  do {
    await repetition();
    repetitions++;
    elapsed = performance.now() - startedAt;
  } while (elapsed < minimumMs);
  return { ms: elapsed / repetitions, repetitions };
}

/** Two repetitions at least, since the first compiles and allocates; one where that alone takes as long as all warming up. */
export async function warmUp(minimumMs: number, repetition: Repetition): Promise<number> {
  const first = await repeatFor(0, repetition);
  if (first.ms >= minimumMs && first.ms > 2000) return first.ms;
  return (await repeatFor(minimumMs - first.ms, repetition)).ms;
}
