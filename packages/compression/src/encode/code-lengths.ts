import { InvalidOptionError } from '../errors.ts';

/** The longest code that 32-bit arithmetic reads. */
export const MAX_LENGTH = 32;

interface Queue {
  readonly weights: number[];
  /** Symbols of the leaves, or of the inner nodes the two below them. */
  readonly nodes: number[];
  head: number;
}

/** Depth of each leaf of Huffman's tree, by two queues: sorted leaves, and inner nodes, which come out sorted by themselves. */
function depths(weights: readonly number[]): number[] {
  const n = weights.length;
  const parents = new Array<number>(2 * n - 1).fill(0);
  const leaves: Queue = { weights: [...weights], nodes: weights.map((_, i) => i), head: 0 };
  const inner: Queue = { weights: [], nodes: [], head: 0 };
  const take = (parent: number): number => {
    const leaf = leaves.weights[leaves.head];
    const other = inner.weights[inner.head];
    // Of two as light the leaf: trees stay flat.
    const queue = leaf !== undefined && (other === undefined || leaf <= other) ? leaves : inner;
    parents[queue.nodes[queue.head] as number] = parent;
    return queue.weights[queue.head++] as number;
  };
  for (let node = n; node < 2 * n - 1; node++) {
    inner.weights.push(take(node) + take(node));
    inner.nodes.push(node);
  }
  const depth = new Array<number>(2 * n - 1).fill(0);
  for (let node = 2 * n - 3; node >= 0; node--) depth[node] = (depth[parents[node] as number] as number) + 1;
  return depth.slice(0, n);
}

/**
 * Bits of each symbol's code (Huffman 1952): 0 for a symbol that never comes, 1 where there is one alone. Codes longer than 32 bits, which need
 * millions of symbols in the proportions of Fibonacci's numbers, are shortened at the cost of the rarest.
 *
 * @param frequencies how often each symbol comes
 * @throws InvalidOptionError where one is no whole number
 */
export function codeLengths(frequencies: ArrayLike<number>): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  let used = Array.from(frequencies, (weight, symbol) => ({ weight, symbol })).filter(
    ({ weight }) => weight !== 0,
  );
  const odd = used.find(({ weight }) => !Number.isSafeInteger(weight) || weight < 0);
  if (odd) throw new InvalidOptionError(`codeLengths: the symbol ${odd.symbol} comes ${odd.weight} times.`);
  if (used.length === 1) lengths[used[0]?.symbol as number] = 1;
  if (used.length < 2) return lengths;
  used.sort((a, b) => a.weight - b.weight || a.symbol - b.symbol);
  let found = depths(used.map(({ weight }) => weight));
  while ((found[0] as number) > MAX_LENGTH) {
    used = used.map(({ weight, symbol }) => ({ weight: Math.ceil(weight / 2), symbol }));
    found = depths(used.map(({ weight }) => weight));
  }
  for (const [i, { symbol }] of used.entries()) lengths[symbol] = found[i] as number;
  return lengths;
}

/** Bits that a text of these symbols takes. */
export const codedBits = (frequencies: ArrayLike<number>, lengths: Uint8Array): number =>
  lengths.reduce((sum, length, symbol) => sum + length * (frequencies[symbol] as number), 0);

/** Shannon's bound on the bits of a symbol. */
export function entropy(frequencies: ArrayLike<number>): number {
  const counts = Array.from(frequencies).filter((count) => count > 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0) + 0;
}

/** How often each of the symbols 0 to `alphabet - 1` comes. */
export function frequenciesOf(symbols: ArrayLike<number>, alphabet: number): Float64Array {
  const counts = new Float64Array(alphabet);
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as number;
    counts[symbol] = (counts[symbol] as number) + 1;
  }
  return counts;
}
