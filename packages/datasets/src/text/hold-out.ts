import { InvalidArgumentError } from '../errors.ts';
import { permutation } from '../permutation.ts';

/**
 * Divides examples so that those with the same key stay together: a sentence with several translations would otherwise be known from the
 * training examples. Both parts keep the examples' order.
 *
 * @param keys one for each example
 * @param count how many examples to hold out, exactly
 * @throws InvalidArgumentError when no examples remain, or no groups were found that add up to `count`
 */
export function holdOut(
  keys: readonly string[],
  count: number,
  seed: number,
): { readonly rest: number[]; readonly held: number[] } {
  if (!Number.isInteger(count) || count < 1 || count >= keys.length) {
    throw new InvalidArgumentError(
      `cannot hold out ${count} of ${keys.length} examples; pass an integer from 1 to ${keys.length - 1}.`,
    );
  }
  const byKey = new Map<string, number[]>();
  for (const [i, key] of keys.entries()) {
    const group = byKey.get(key);
    if (group) group.push(i);
    else byKey.set(key, [i]);
  }
  const groups = [...byKey.values()];
  const held = new Set<number>();
  for (const g of permutation(groups.length, seed)) {
    const group = groups[g] as number[];
    if (held.size + group.length <= count) for (const i of group) held.add(i);
    if (held.size === count) break;
  }
  if (held.size < count) {
    throw new InvalidArgumentError(
      `cannot hold out exactly ${count} examples: ${held.size} are in groups that fit; ask for ${held.size}.`,
    );
  }
  const rest: number[] = [];
  for (const i of keys.keys()) if (!held.has(i)) rest.push(i);
  return { rest, held: [...held].sort((a, b) => a - b) };
}
