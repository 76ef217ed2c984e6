import { InvalidOptionError } from '../errors.ts';
import { createMasks, type Mask, type Masks } from '../masks/mask.ts';
import { checkSparsity, kept, scoresOf } from './prune.ts';
import type { Scores } from './scores.ts';
import { keepHighest } from './select.ts';

function checkCount(name: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  throw new InvalidOptionError(`${name} must be an integer from 1 to ${most}, got ${value}.`);
}

/** Inputs and outputs of a kernel, its last two axes; what goes before counts as separate kernels. */
function sidesOf(path: string, { shape }: Mask): { inputs: number; outputs: number } {
  const [inputs, outputs] = shape.slice(-2);
  if (inputs !== undefined && outputs !== undefined) return { inputs, outputs };
  throw new InvalidOptionError(
    `Patterns need kernels of two or more axes, ${path} has [${shape}]; leave it out of the masks.`,
  );
}

export interface NOfMOptions {
  /** How many of `m` live. Default: 2. */
  readonly n?: number;
  /** Default: 4, what sparse tensor cores of graphics processors compute. */
  readonly m?: number;
}

/**
 * N:M sparsity: of `m` neighbouring inputs of every output unit those `n` live that have the highest scores (Mishra et al. 2021,
 * arXiv:2104.08378). Inputs are the last axis but one of a kernel. A last group of fewer than `m` keeps at most `n`.
 *
 * @throws InvalidOptionError where n is above m, a weight has less than two axes, or scores are missing
 */
export function pruneNOfM(masks: Masks, scores: Scores, { n = 2, m = 4 }: NOfMOptions = {}): Masks {
  checkCount('m', m);
  checkCount('n', n, m);
  return createMasks(
    [...masks].map(([path, mask]) => {
      const { inputs, outputs } = sidesOf(path, mask);
      const own = scoresOf(scores, path, mask);
      const bits = mask.bits.slice();
      for (let start = 0; start < bits.length; start += inputs * outputs) {
        for (let first = 0; first < inputs; first += m) {
          for (let output = 0; output < outputs; output++) {
            const length = Math.min(m, inputs - first);
            const places = Array.from({ length }, (_, i) => start + (first + i) * outputs + output);
            const chosen = keepHighest(
              places.map((place) => own[place] as number),
              Uint8Array.from(places, (place) => mask.bits[place] as number),
              n,
            );
            for (const [i, place] of places.entries()) bits[place] = chosen[i] as number;
          }
        }
      }
      return [path, { shape: mask.shape, bits }];
    }),
  );
}

export interface BlockOptions {
  /** Part of the blocks to prune, in [0, 1). */
  readonly sparsity: number;
  /** Inputs and outputs of a block. Default: [4, 4]. Blocks at the ends may be smaller. */
  readonly block?: readonly [inputs: number, outputs: number];
  /** A block's score, from those of its weights. Default: 'mean'. */
  readonly pool?: 'mean' | 'max';
}

/** The block each weight is in, and how many there are. */
function blocksOf(path: string, mask: Mask, [height, width]: readonly [number, number]) {
  const { inputs, outputs } = sidesOf(path, mask);
  const [down, across] = [Math.ceil(inputs / height), Math.ceil(outputs / width)];
  const blockOf = Uint32Array.from(mask.bits, (_, place) => {
    const kernel = Math.floor(place / (inputs * outputs));
    const input = Math.floor(place / outputs) % inputs;
    return (kernel * down + Math.floor(input / height)) * across + Math.floor((place % outputs) / width);
  });
  return { blockOf, count: (mask.bits.length / (inputs * outputs)) * down * across };
}

/**
 * Prunes whole blocks of kernels, which take less memory for their places than single weights: of each tensor those with the lowest scores.
 *
 * @throws InvalidOptionError for a sparsity not in [0, 1), blocks of no weights, a weight of less than two axes, or missing scores
 */
export function pruneBlocks(
  masks: Masks,
  scores: Scores,
  { sparsity, block = [4, 4], pool = 'mean' }: BlockOptions,
): Masks {
  checkSparsity('sparsity', sparsity);
  for (const [i, side] of block.entries()) checkCount(`block[${i}]`, side);
  if (pool !== 'mean' && pool !== 'max') {
    throw new InvalidOptionError(`pool must be 'mean' or 'max', got ${pool}.`);
  }
  return createMasks(
    [...masks].map(([path, mask]) => {
      const own = scoresOf(scores, path, mask);
      const { blockOf, count } = blocksOf(path, mask, block);
      const pooled = new Float64Array(count);
      const sizes = new Uint32Array(count);
      const living = new Uint8Array(count);
      for (const [place, at] of blockOf.entries()) {
        const score = mask.bits[place] === 1 ? (own[place] as number) : 0;
        const was = pooled[at] as number;
        sizes[at] = (sizes[at] as number) + 1;
        pooled[at] = pool === 'max' ? Math.max(was, score) : was + score;
        if (mask.bits[place] === 1) living[at] = 1;
      }
      const means = pool === 'max' ? pooled : pooled.map((sum, at) => sum / (sizes[at] as number));
      const total = living.reduce((sum, bit) => sum + bit, 0);
      const chosen = keepHighest(means, living, kept(total, count, sparsity, 'all'));
      const bits = mask.bits.map((bit, place) => bit & (chosen[blockOf[place] as number] as number));
      return [path, { shape: mask.shape, bits }];
    }),
  );
}
