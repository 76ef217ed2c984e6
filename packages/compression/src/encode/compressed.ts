import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkIncluded, skipReason, type WeightSelection } from '../quantize/selection.ts';
import { artifactsOf, concatBytes, readWeights } from './artifacts.ts';
import { crc32 } from './checksum.ts';
import { gzip } from './gzip.ts';
import { encodeWeight, type WeightCode } from './weight-code.ts';

/** The first bytes of a file; the fifth is the version of the format. */
export const MAGIC = Uint8Array.of(0x47, 0x52, 0x4c, 0x43, 1);

/** What a file says before its weights. */
export interface Header {
  readonly artifacts: Omit<io.ModelArtifacts, 'weightSpecs' | 'weightData'>;
  readonly weights: readonly WeightCode[];
}

export interface CompressOptions extends WeightSelection {
  /**
   * Makes included weights integers of so many bits with a scale for each output channel, which loses what is between them. Default: none;
   * the file then gives back every bit of the model.
   */
  readonly bits?: 4 | 8;
}

/** A model as one file. */
export interface Compressed {
  readonly bytes: Uint8Array;
  /** How each weight is coded, in the order of the model. */
  readonly weights: readonly WeightCode[];
  /** Bytes of all that is not weights: the layers' description and the list of the codes. */
  readonly headerBytes: number;
}

const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);

/** `compressed` for a model that is saved or came out of another step. */
export async function compressArtifacts(
  artifacts: io.ModelArtifacts,
  { bits, ...selection }: CompressOptions = {},
): Promise<Compressed> {
  const all = readWeights(artifacts);
  if (bits !== undefined) checkIncluded(all, selection, 'compressed');
  const coded = all.map((weight) =>
    encodeWeight(weight, skipReason(weight, selection) === undefined ? bits : undefined),
  );
  const { weightSpecs: _, weightData: __, ...rest } = artifacts;
  const weights = coded.map(([entry]) => entry);
  const header = await gzip(
    new TextEncoder().encode(JSON.stringify({ artifacts: rest, weights } satisfies Header)),
  );
  const body = new Uint8Array(
    concatBytes([MAGIC, u32(header.length), header, ...coded.flatMap(([, sections]) => sections)]),
  );
  return {
    bytes: new Uint8Array(concatBytes([body, u32(crc32(body))])),
    weights,
    headerBytes: MAGIC.length + 8 + header.length,
  };
}

/**
 * A model as one small file: each weight as the code that takes the fewest bytes, among them Deep Compression's (Han et al. 2016,
 * arXiv:1510.00149): a list of the different values, Huffman codes of their indices, and Huffman codes of the gaps between those that are not 0.
 * It pays for weights that are clustered, quantized or pruned as well. Lossless unless `bits` is given.
 *
 * ```ts
 * const { bytes } = await compressed(model);
 * const same = await tf.loadLayersModel(compressedHandler(bytes));
 * ```
 *
 * The file: 'GRLC', a byte of version, the length of the header as little-endian uint32, the header as JSON in gzip, the sections of the
 * weights one after another, CRC-32 of all before.
 *
 * @returns the model is unchanged
 * @throws InvalidOptionError for other `bits`, or where they are given and include names no weight; WeightValueError where they are given and a weight is not finite
 */
export async function compressed(model: LayersModel, options: CompressOptions = {}): Promise<Compressed> {
  return compressArtifacts(await artifactsOf(model), options);
}
