import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import type { QuantizedDtype } from '../quantize/quantize.ts';

export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'compress';
      /** A model.json, or a file of this command. */
      readonly input: string;
      /** A folder for a model.json and its shards, or a file that ends in `.grlc`; undefined to report alone. */
      readonly out: string | undefined;
      readonly prune: number | undefined;
      readonly clusters: number | undefined;
      readonly quantize: QuantizedDtype | undefined;
      readonly bits: 4 | 8 | undefined;
      readonly include: readonly string[];
      readonly exclude: readonly string[];
      /** Where the report goes as JSON. */
      readonly json: string | undefined;
      /** Where it goes as a page. */
      readonly html: string | undefined;
    };

export const USAGE = `Usage:
  gradlab-compress MODEL [--out OUT] [options]

MODEL is the model.json of a tf.LayersModel, its folder, or a .grlc file. OUT is a folder, which gets a model.json that tf.loadLayersModel opens, or a .grlc file
of Huffman codes, which compressedHandler of @gradlab/compression opens. Without --out there is a report alone.

Options, in the order in which they are done:
  --prune PART         set this part of every weight to 0, the smallest, above 0 and below 1
  --clusters N         let every weight have at most N different values, by k-means; 0 stays 0
  --quantize TYPE      uint8, uint16 or float16, for a folder
  --bits N             8 or 4: integers with a scale for each output channel, for a .grlc file
  --include PATTERN    weights to change, * for anything: "conv*/kernel"; may be repeated (default: those of two or more axes)
  --exclude PATTERN    weights to leave as they are; may be repeated
  --json FILE          write the report there, too
  --html FILE          write it there as a page with figures; needs @gradlab/plot

Exit code: 0 done, 2 bad usage, bad input, or output that cannot be written; then nothing is.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  out: { type: 'string', short: 'o' },
  prune: { type: 'string' },
  clusters: { type: 'string' },
  quantize: { type: 'string' },
  bits: { type: 'string' },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  json: { type: 'string' },
  html: { type: 'string' },
} as const;

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See gradlab-compress --help.`, { cause: error });
  }
}

function number(
  flag: string,
  text: string | undefined,
  valid: (value: number) => boolean,
  what: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!valid(value)) throw new UsageError(`--${flag} must be ${what}, got "${text}".`);
  return value;
}

/** @throws UsageError for an unknown flag, a value that a flag cannot take, or flags that do not go together */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parsed(argv);
  const [input, ...rest] = positionals;
  if (values.help || argv.length === 0) return { name: 'help' };
  if (input === undefined || rest.length > 0)
    throw new UsageError(`Name one model, got ${positionals.length}.`);
  const { out, quantize, include = [], exclude = [], json, html } = values;
  if (quantize !== undefined && !['uint8', 'uint16', 'float16'].includes(quantize)) {
    throw new UsageError(`--quantize must be uint8, uint16 or float16, got "${quantize}".`);
  }
  for (const [flag, path] of [
    ['out', out],
    ['json', json],
    ['html', html],
  ]) {
    if (path?.trim() === '') throw new UsageError(`--${flag} needs a path, got "${path}".`);
  }
  const bits = number('bits', values.bits, (value) => value === 4 || value === 8, '4 or 8') as
    | 4
    | 8
    | undefined;
  const file = out?.endsWith('.grlc') ?? false;
  if (bits !== undefined && !file)
    throw new UsageError('--bits belongs to a .grlc file; name one by --out, or take --quantize.');
  if (quantize !== undefined && file)
    throw new UsageError('--quantize belongs to a folder; for a .grlc file take --bits.');
  return {
    name: 'compress',
    input,
    out,
    prune: number('prune', values.prune, (value) => value > 0 && value < 1, 'above 0 and below 1'),
    clusters: number(
      'clusters',
      values.clusters,
      (value) => Number.isInteger(value) && value >= 2 && value <= 65_536,
      'an integer from 2 to 65536',
    ),
    quantize: quantize as QuantizedDtype | undefined,
    bits,
    include,
    exclude,
    json,
    html,
  };
}
