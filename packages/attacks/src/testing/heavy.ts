import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';

/**
 * Groups of tests that take seconds: with `heavy` they run on wasm alone, and are skipped by name elsewhere. What an attack does follows from the
 * operations it is made of, which lighter tests of the same attack compare on every backend.
 */
export function describeHeavy(name: string, heavy: boolean, body: () => void): void {
  const skipped = heavy && tf.getBackend() !== 'wasm';
  describe.skipIf(skipped)(skipped ? `${name} (slow: on wasm alone)` : name, body);
}
