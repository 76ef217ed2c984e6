import { strFromU8, unzipSync } from 'fflate';
import { reasonOf, WeightsFormatError } from './errors.ts';
import { type H5Options, readH5 } from './h5.ts';
import type { StoredTensors } from './stored-tensor.ts';

const WEIGHTS = 'model.weights.h5';
const CONFIG = 'config.json';

/** Whether a zip archive is one that Keras 3 wrote. A damaged one is none. */
export function isKerasArchive(bytes: Uint8Array): boolean {
  let found = false;
  try {
    unzipSync(bytes, {
      filter: ({ name }) => {
        found ||= name === WEIGHTS;
        return false;
      },
    });
  } catch {
    return false;
  }
  return found;
}

/** Keras' own rule: `Conv2D` is `conv2d`, `BatchNormalization` is `batch_normalization`, `ReLU` is `re_lu`. */
const snakeCase = (name: string) =>
  name
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

interface Config {
  readonly config?: {
    readonly layers?: readonly {
      readonly class_name?: string;
      readonly config?: { readonly name?: string };
    }[];
  };
}

/** The layers' names by what their groups in the file of weights are called: their class, counted where it comes again. */
function layerNamesOf({ config }: Config): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { class_name: kind = '', config: own } of config?.layers ?? []) {
    const group = snakeCase(kind);
    const count = counts.get(group) ?? 0;
    counts.set(group, count + 1);
    if (own?.name !== undefined) names.set(count === 0 ? group : `${group}_${count}`, own.name);
  }
  return names;
}

/**
 * Reads the weights of a model that Keras 3 saved, a `.keras` file. The architecture in it is not built.
 *
 * @param bytes the complete file
 * @returns the tensors by layer and place: `conv1/0`; the optimizer's are left out
 * @throws WeightsFormatError where it is no such file, is damaged, or holds other values than floats and integers
 * @throws WeightsPeerError where `jsfive` is not installed
 */
export async function readKerasArchive(
  bytes: Uint8Array,
  { where = 'keras', ...options }: Omit<H5Options, 'layerNames'> = {},
): Promise<StoredTensors> {
  let members: Record<string, Uint8Array>;
  let config: Config;
  try {
    members = unzipSync(bytes, { filter: ({ name }) => name === WEIGHTS || name === CONFIG });
    config = JSON.parse(strFromU8(members[CONFIG] ?? new Uint8Array())) as Config;
  } catch (cause) {
    throw new WeightsFormatError(`${where}: no complete .keras file of Keras 3 (${reasonOf(cause)}).`, {
      cause,
    });
  }
  const weights = members[WEIGHTS];
  if (weights === undefined) {
    throw new WeightsFormatError(`${where}: a .keras file has a ${WEIGHTS} in it, this one has none.`);
  }
  return readH5(weights, { ...options, where: `${where}: ${WEIGHTS}`, layerNames: layerNamesOf(config) });
}
