import type { LongTailOptions } from './dataset.ts';
import { InvalidArgumentError } from './errors.ts';
import { partSeed } from './part-seed.ts';
import { permutation, validSeed } from './permutation.ts';

/** How often each class index occurs. */
export function countClasses(labels: ArrayLike<number>, classes: number): number[] {
  const counts = Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return counts;
}

/** The indices with this label, ascending. */
export function indicesOfClass(labels: ArrayLike<number>, label: number): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) found.push(i);
  return Int32Array.from(found);
}

/** @throws InvalidArgumentError when `key` names no class */
export function validClass(key: number | string, classes: number, by: string): number {
  const label = Number(key);
  // Written back, so that '' is not taken for 0.
  const written = String(label) === String(key);
  if (written && Number.isInteger(label) && label >= 0 && label < classes) return label;
  throw new InvalidArgumentError(`${by}: there is no class ${key}; classes run from 0 to ${classes - 1}.`);
}

function countOf(keep: number, all: number, label: number): number {
  const count = keep <= 1 ? Math.round(keep * all) : keep;
  const meant = keep >= 0 && Number.isInteger(count) && count <= all && (count > 0 || keep === 0);
  if (meant) return count;
  throw new InvalidArgumentError(
    `longTail: cannot keep ${keep} of the ${all} examples of class ${label}; pass a fraction up to 1 that leaves at least one, ` +
      '0 to leave the class out, or an integer above 1 as a count.',
  );
}

/** The indices that a long-tailed version keeps, ascending. */
export function longTailIndices(
  labels: ArrayLike<number>,
  classes: number,
  { keep, seed = 0 }: LongTailOptions,
): Int32Array {
  validSeed(seed);
  const dropped = new Uint8Array(labels.length);
  for (const [key, amount] of Object.entries(keep)) {
    const label = validClass(key, classes, 'longTail');
    const indices = indicesOfClass(labels, label);
    const count = countOf(amount, indices.length, label);
    for (const i of permutation(indices.length, partSeed(seed, label)).subarray(count)) {
      dropped[indices[i] as number] = 1;
    }
  }
  const kept = Array.from(dropped.keys()).filter((i) => dropped[i] === 0);
  if (kept.length === 0) throw new InvalidArgumentError('longTail: every class is left out; keep one.');
  return Int32Array.from(kept);
}
