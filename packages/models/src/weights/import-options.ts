import { WeightsOptionError } from './errors.ts';
import { type LayerMap, NAMINGS, type Naming } from './plan.ts';

export interface ImportOptions {
  /** How the file names its tensors. Default: that of the three by which most of the model is found. */
  readonly naming?: Naming;
  /** Names of modules in the file for layers that it names otherwise: a table by layer, or a function. Default: none. */
  readonly map?: LayerMap;
  /**
   * Names in the file, or patterns of them, that the model may leave unused. Default: none but `num_batches_tracked` and GoogLeNet's
   * auxiliary classifiers.
   */
  readonly ignore?: readonly (string | RegExp)[];
  /** Whether names that are missing or unused are an error. Default: true. */
  readonly strict?: boolean;
}

/** @throws WeightsOptionError where one cannot be meant. */
export function checkImportOptions({ naming, map, ignore = [], strict = true }: ImportOptions): void {
  if (naming !== undefined && !NAMINGS.includes(naming)) {
    throw new WeightsOptionError(`naming must be ${NAMINGS.join(', ')}, got ${JSON.stringify(naming)}.`);
  }
  if (map !== undefined && map !== null && typeof map !== 'object' && typeof map !== 'function') {
    throw new WeightsOptionError(`map must be a table or a function, got ${JSON.stringify(map)}.`);
  }
  const isName = (one: unknown) => typeof one === 'string' || one instanceof RegExp;
  if (!Array.isArray(ignore) || !ignore.every(isName)) {
    throw new WeightsOptionError('ignore must be a list of names and patterns.');
  }
  if (typeof strict !== 'boolean') {
    throw new WeightsOptionError(`strict must be true or false, got ${JSON.stringify(strict)}.`);
  }
}
