import type { RowsDataset } from '../rows-dataset.ts';
import { rowsDataset } from '../rows-dataset.ts';
import type { SentencePair } from './sentence-pair.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Sequences of token numbers, one after the other, each filled up with 0 to `length`. */
function padded(sequences: readonly Int32Array[], length: number): Int32Array {
  const data = new Int32Array(sequences.length * length);
  for (const [i, sequence] of sequences.entries()) data.set(sequence, i * length);
  return data;
}

export interface Side {
  readonly vocabulary: Vocabulary;
  /** Tokens of the longest sentence. */
  readonly longest: number;
}

/** Sentence pairs as rows: the source with `<eos>`, and the target between `<bos>` and `<eos>`. */
export function pairRows(
  name: string,
  pairs: readonly SentencePair[],
  source: Side,
  target: Side,
): RowsDataset<Int32Array, Int32Array> {
  const inputs = pairs.map((pair) => source.vocabulary.encode(pair.source, { eos: true }));
  const targets = pairs.map((pair) => target.vocabulary.encode(pair.target, { bos: true, eos: true }));
  const [long, wide] = [source.longest + 1, target.longest + 2];
  return rowsDataset({
    name,
    inputs: { data: padded(inputs, long), shape: [long] },
    targets: { data: padded(targets, wide), shape: [wide] },
  });
}
