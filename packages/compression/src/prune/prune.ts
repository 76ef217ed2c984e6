import { InvalidOptionError } from '../errors.ts';
import { createMasks, type Mask, type Masks } from '../masks/mask.ts';
import { alive } from '../masks/measure.ts';
import type { Scores } from './scores.ts';
import { keepHighest } from './select.ts';

export interface PruneOptions {
  /** Part to prune, in [0, 1): of every tensor, or by the weight's path one for each. With `scope: 'global'` a number. */
  readonly sparsity: number | ((path: string) => number);
  /**
   * Of what: of all weights, those pruned before included (the sparsity that is reached), or of those that live. Default: 'all'.
   */
  readonly of?: 'all' | 'alive';
  /**
   * What competes: the weights of one tensor, those of one output unit or filter (the last axis), or all weights. Under `'global'` a tensor
   * may lose all its weights; `aliveByWeight` shows it. Default: 'layer'.
   */
  readonly scope?: 'layer' | 'output' | 'global';
}

/** @throws InvalidOptionError where a part is not in [0, 1) */
export function checkSparsity(name: string, value: number): number {
  if (!(value >= 0 && value < 1)) {
    throw new InvalidOptionError(`${name} must be at least 0 and below 1, got ${value}.`);
  }
  return value;
}

/** The scores of one tensor. @throws InvalidOptionError where they are missing, too few, or no numbers */
export function scoresOf(scores: Scores, path: string, { bits }: Mask): Float32Array {
  const found = scores.get(path);
  if (found?.length !== bits.length) {
    throw new InvalidOptionError(`${path} needs ${bits.length} scores, got ${found?.length ?? 'none'}.`);
  }
  const odd = found.findIndex((score, i) => bits[i] === 1 && !Number.isFinite(score));
  if (odd >= 0) throw new InvalidOptionError(`The score of ${path} at ${odd} is ${found[odd]}.`);
  return found;
}

/** How many weights live afterwards: the exact part, rounded, and at least one where any lives. */
export function kept(living: number, total: number, sparsity: number, of: 'all' | 'alive'): number {
  const wanted = Math.round((of === 'all' ? total : living) * (1 - sparsity));
  return Math.min(living, Math.max(1, wanted));
}

const count = (bits: Uint8Array): number => bits.reduce((sum, bit) => sum + bit, 0);

function pruneOne(scores: Float32Array, { bits }: Mask, sparsity: number, of: 'all' | 'alive'): Uint8Array {
  return keepHighest(scores, bits, kept(count(bits), bits.length, sparsity, of));
}

function pruneOutputs(scores: Float32Array, mask: Mask, sparsity: number, of: 'all' | 'alive'): Uint8Array {
  const outputs = mask.shape.at(-1) ?? 1;
  const next = new Uint8Array(mask.bits.length);
  for (let output = 0; output < outputs; output++) {
    const places = Array.from({ length: mask.bits.length / outputs }, (_, i) => i * outputs + output);
    const bits = Uint8Array.from(places, (place) => mask.bits[place] as number);
    const own = Float32Array.from(places, (place) => scores[place] as number);
    const chosen = pruneOne(own, { shape: [bits.length], bits }, sparsity, of);
    for (const [i, place] of places.entries()) next[place] = chosen[i] as number;
  }
  return next;
}

function pruneAll(masks: Masks, scores: Scores, sparsity: number, of: 'all' | 'alive'): Masks {
  const { alive: living, total } = alive(masks);
  const all = { scores: new Float32Array(total), bits: new Uint8Array(total) };
  let start = 0;
  for (const [path, mask] of masks) {
    all.scores.set(scoresOf(scores, path, mask), start);
    all.bits.set(mask.bits, start);
    start += mask.bits.length;
  }
  const chosen = keepHighest(all.scores, all.bits, kept(living, total, sparsity, of));
  start = 0;
  return createMasks(
    [...masks].map(([path, { shape, bits }]) => {
      start += bits.length;
      return [path, { shape, bits: chosen.subarray(start - bits.length, start) }];
    }),
  );
}

/**
 * Masks under which the weights with the lowest scores are pruned too. What was pruned stays so, and exactly as many are pruned as the sparsity
 * says, rounded: among equal scores the first in row-major order go first, and one weight always stays.
 *
 * ```ts
 * const masks = prune(onesMasks(model), await magnitudeScores(model, onesMasks(model)), { sparsity: 0.9 });
 * applyMasks(model, masks);
 * ```
 *
 * @returns new masks, within the old ones; these are returned where they are sparser already
 * @throws InvalidOptionError where a sparsity is not in [0, 1), or scores are missing or not finite
 */
export function prune(
  masks: Masks,
  scores: Scores,
  { sparsity, of = 'all', scope = 'layer' }: PruneOptions,
): Masks {
  if (of !== 'all' && of !== 'alive') {
    throw new InvalidOptionError(`of must be 'all' or 'alive', got ${of}.`);
  }
  if (scope === 'global') {
    if (typeof sparsity !== 'number') {
      throw new InvalidOptionError("With scope 'global' sparsity must be one number for all weights.");
    }
    return pruneAll(masks, scores, checkSparsity('sparsity', sparsity), of);
  }
  if (scope !== 'layer' && scope !== 'output') {
    throw new InvalidOptionError(`scope must be 'layer', 'output' or 'global', got ${scope}.`);
  }
  const one = scope === 'layer' ? pruneOne : pruneOutputs;
  return createMasks(
    [...masks].map(([path, mask]) => {
      const part = checkSparsity(
        `sparsity of ${path}`,
        typeof sparsity === 'function' ? sparsity(path) : sparsity,
      );
      return [path, { shape: mask.shape, bits: one(scoresOf(scores, path, mask), mask, part, of) }];
    }),
  );
}
