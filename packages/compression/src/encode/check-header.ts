import { ArtifactsError } from '../errors.ts';
import type { Header } from './compressed.ts';
import type { WeightCode } from './weight-code.ts';

const CODINGS: readonly unknown[] = ['raw', 'literal', 'dense', 'sparse'] satisfies WeightCode['coding'][];
const DTYPES: readonly unknown[] = ['float32', 'int32', 'bool'] satisfies WeightCode['dtype'][];

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const areCounts = (value: unknown): boolean => Array.isArray(value) && value.every(isCount);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isWeight(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const { path, shape, dtype, coding, bytes, bits } = entry;
  const known = typeof path === 'string' && DTYPES.includes(dtype) && CODINGS.includes(coding);
  const counts = ['levels', 'gapBits', 'symbols'].every(
    (key) => entry[key] === undefined || isCount(entry[key]),
  );
  return (
    known && counts && areCounts(shape) && areCounts(bytes) && [undefined, 4, 8].includes(bits as undefined)
  );
}

/** @throws ArtifactsError for what `compressed` never writes */
export function checkHeader(json: unknown): Header {
  const { artifacts, weights } = isObject(json) ? json : {};
  if (!isObject(artifacts) || !Array.isArray(weights)) {
    throw new ArtifactsError(
      'The header of the compressed model has no layers or no weights; the file is damaged.',
    );
  }
  const odd = weights.findIndex((entry) => !isWeight(entry));
  if (odd >= 0) {
    throw new ArtifactsError(
      `The header says of weight ${odd} what cannot be; the compressed model is damaged.`,
    );
  }
  return json as Header;
}
