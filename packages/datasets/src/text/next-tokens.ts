import { InvalidArgumentError, InvalidDataError } from '../errors.ts';
import { type RowsDataset, rowsDataset } from '../rows-dataset.ts';
import { PAD, type Vocabulary } from './vocabulary.ts';

export interface NextTokensOptions {
  readonly vocabulary: Vocabulary;
  /** Tokens of one input, L. Integer >= 1. Default: the longest text's. */
  readonly context?: number;
  /** Where a text is longer than an input, how many tokens later the next one begins. Integer >= 1, default: `context`. */
  readonly stride?: number;
  /** What error messages and reports call it. Default `texts`. */
  readonly name?: string;
}

function count(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError(`${name} is ${value}; pass an integer of at least 1.`);
}

/** Where the inputs of a text with so many tokens begin: the last one reaches its end. */
function starts(tokens: number, context: number, stride: number): number[] {
  const all = [0];
  for (let start = stride; start - stride + context < tokens; start += stride) all.push(start);
  return all;
}

/**
 * Texts as sequences for a network that says what comes next: inputs int32 `[L]` and the same tokens one place further as targets int32 `[L]`.
 * A text begins with `<bos>` and ends with `<eos>`; what is left of L is `<pad>` in both.
 *
 * @throws InvalidArgumentError for a context or stride below 1, InvalidDataError when there is no text
 */
export function nextTokens(
  texts: readonly string[],
  options: NextTokensOptions,
): RowsDataset<Int32Array, Int32Array> {
  const { vocabulary, name = 'texts' } = options;
  const sequences = texts.map((text) => vocabulary.encode(text, { bos: true, eos: true }));
  if (sequences.length === 0) throw new InvalidDataError(`${name}: no texts; at least one is needed.`);
  const longest = sequences.reduce((most, { length }) => Math.max(most, length - 1), 1);
  const context = count('context', options.context ?? longest);
  const stride = count('stride', options.stride ?? context);

  const inputs: Int32Array[] = [];
  const targets: Int32Array[] = [];
  for (const sequence of sequences) {
    for (const start of starts(sequence.length - 1, context, stride)) {
      const end = Math.min(start + context, sequence.length - 1);
      inputs.push(sequence.subarray(start, end));
      targets.push(sequence.subarray(start + 1, end + 1));
    }
  }
  const padded = (rows: readonly Int32Array[]) => {
    const data = new Int32Array(rows.length * context).fill(PAD);
    for (const [i, row] of rows.entries()) data.set(row, i * context);
    return { data, shape: [context] };
  };
  return rowsDataset({ name, inputs: padded(inputs), targets: padded(targets) });
}
