import { type Transform, validBatch, validSeed } from '../batch.ts';
import { InvalidOptionError } from '../errors.ts';
import { randomOf } from '../random.ts';
import { applyToGroups } from './apply-to-groups.ts';

export interface OneOfOptions {
  /** How likely each transform is, relative to the others: numbers >= 0, not all 0. Default: all equally. */
  readonly p?: readonly number[];
}

/** @throws InvalidOptionError when there is nothing to choose from, or not one likelihood for each */
function checkChoices(transforms: readonly Transform[], p: readonly number[]): void {
  if (transforms.length === 0)
    throw new InvalidOptionError('oneOf: no transforms to choose from; pass one or more.');
  const sum = p.reduce((total, weight) => total + weight, 0);
  if (p.length === transforms.length && p.every((weight) => weight >= 0) && sum > 0 && sum < Infinity) return;
  throw new InvalidOptionError(
    `oneOf: p is [${p}] for ${transforms.length} transforms; pass one number >= 0 for each, not all 0.`,
  );
}

/**
 * One of several transforms for each image, as torchvision's RandomChoice. Images that share one go through it as a batch of their own. All
 * transforms must give the same size.
 *
 * @throws InvalidOptionError without transforms, or with likelihoods that are none; the transform throws InvalidBatchError when results
 *   differ in size
 */
export function oneOf(transforms: readonly Transform[], options: OneOfOptions = {}): Transform {
  const { p = transforms.map(() => 1) } = options;
  checkChoices(transforms, p);
  const ends = p.map((_, i) => p.slice(0, i + 1).reduce((total, weight) => total + weight, 0));
  const sum = ends[ends.length - 1] as number;
  const choiceOf = (point: number) => ends.findIndex((end) => point < end);
  return (batch, seed) => {
    validBatch(batch, 'oneOf');
    validSeed(seed);
    const choices = Array.from({ length: batch.shape[0] }, (_, i) => choiceOf(sum * randomOf(seed, i)()));
    return applyToGroups('oneOf', batch, seed, transforms, choices);
  };
}
