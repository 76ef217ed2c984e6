import { ModelError } from './errors.ts';

/** A seed times the streams of a network must stay an exact integer, with room for the two that an initializer makes of one. */
const LARGEST_SEED = 2 ** 32;

export function checkCount(network: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new ModelError(`${network}: ${name} must be a positive integer, got ${value}.`);
  }
}

export function checkSeed(network: string, seed: number): void {
  if (!Number.isInteger(seed) || Math.abs(seed) > LARGEST_SEED) {
    throw new ModelError(`${network}: seed must be an integer between -2^32 and 2^32, got ${seed}.`);
  }
}
