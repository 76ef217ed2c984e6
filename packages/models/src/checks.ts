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

/** Dropout of everything would divide by nothing. */
export function checkRate(network: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new ModelError(`${network}: ${name} must be in [0, 1), got ${value}.`);
  }
}

export function checkPositive(network: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new ModelError(`${network}: ${name} must be a positive number, got ${value}.`);
  }
}

export function checkChoice(
  network: string,
  name: string,
  value: unknown,
  choices: readonly unknown[],
): void {
  if (!choices.includes(value)) {
    const known = choices.map((choice) => JSON.stringify(choice)).join(' or ');
    throw new ModelError(`${network}: ${name} must be ${known}, got ${JSON.stringify(value)}.`);
  }
}

export function checkImage(network: string, shape: readonly number[]): void {
  if (!Array.isArray(shape) || shape.length !== 3) {
    throw new ModelError(
      `${network}: inputShape must be [height, width, channels], got ${JSON.stringify(shape)}.`,
    );
  }
  for (const [i, length] of shape.entries()) checkCount(network, `inputShape[${i}]`, length);
}
