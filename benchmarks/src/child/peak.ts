import type { Peak } from '../protocol.ts';

/** The engine has no register-only loop to measure yet. */
export async function measurePeak(): Promise<Peak> {
  return {};
}
