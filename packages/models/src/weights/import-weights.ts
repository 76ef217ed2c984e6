import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { type Mismatch, WeightsMismatchError } from './errors.ts';
import { cleanName, isIgnored } from './foreign-names.ts';
import { checkImportOptions, type ImportOptions } from './import-options.ts';
import { type LayerMap, NAMINGS, type Naming, type Place, planOf } from './plan.ts';
import { isReadableAs } from './slot.ts';
import { float32Of, type StoredTensor, type StoredTensors } from './stored-tensor.ts';

/** What was loaded. */
export interface ImportReport {
  /** The naming that the file turned out to have. */
  readonly naming: Naming;
  /** Names of the tensors that were loaded. */
  readonly loaded: readonly string[];
  /** Names that the model wants and the file lacks: empty where `strict` was not turned off. */
  readonly missing: readonly string[];
  /** Names that the file has and the model does not want: empty where `strict` was not turned off. */
  readonly unused: readonly string[];
}

interface Match {
  readonly naming: Naming;
  readonly found: readonly { readonly place: Place; readonly name: string; readonly tensor: StoredTensor }[];
  readonly missing: readonly string[];
}

function match(model: LayersModel, tensors: StoredTensors, naming: Naming, map?: LayerMap): Match {
  const found: Match['found'][number][] = [];
  const missing: string[] = [];
  for (const place of planOf(model, naming, map)) {
    const name = place.slot.names.find((candidate) => tensors.has(candidate));
    if (name === undefined) missing.push(place.slot.names[0]);
    else found.push({ place, name, tensor: tensors.get(name) as StoredTensor });
  }
  return { naming, found, missing };
}

/** The naming by which the file has most of the model; one that does not know a layer is out, unless it is the last. */
function bestMatch(model: LayersModel, tensors: StoredTensors, map?: LayerMap): Match {
  let best: Match | undefined;
  for (const naming of NAMINGS) {
    try {
      const candidate = match(model, tensors, naming, map);
      if (best === undefined || candidate.found.length > best.found.length) best = candidate;
    } catch (error) {
      if (naming === NAMINGS.at(-1) && best === undefined) throw error;
    }
  }
  return best as Match;
}

const FLOATS: ReadonlySet<string> = new Set(['F16', 'BF16', 'F32', 'F64']);

function misfitOf({ place: { layer, slot }, name, tensor }: Match['found'][number]): string | undefined {
  if (!FLOATS.has(tensor.dtype)) return `${name} holds ${tensor.dtype} values, and weights are floats`;
  if (isReadableAs(tensor.shape, slot.shape)) return undefined;
  const [actual, wanted] = [tensor.shape, slot.shape].map((shape) => `[${shape.join(', ')}]`);
  return `${name} has shape ${actual}, and layer ${layer.name} needs ${wanted}`;
}

const SHOWN = 10;
const listed = (what: string, items: readonly string[]) =>
  items.length === 0
    ? []
    : [
        `${what}: ${items.slice(0, SHOWN).join('; ')}${items.length > SHOWN ? `; and ${items.length - SHOWN} more` : ''}`,
      ];

function refuse(model: LayersModel, mismatch: Mismatch, naming: Naming): never {
  const parts = [
    ...listed('misfits', mismatch.misfits),
    ...listed('missing in the file', mismatch.missing),
    ...listed('unused by the model', mismatch.unused),
  ];
  const advice =
    mismatch.misfits.length > 0 ? '' : " Give 'map' or 'ignore', or strict: false to load the rest.";
  throw new WeightsMismatchError(
    `The weights, read with the naming '${naming}', do not fit ${model.name}. ${parts.join('. ')}.${advice}`,
    mismatch,
  );
}

/** A backend may keep the array that it is given, and the file's memory is the caller's. */
function write(variable: LayerVariable, values: Float32Array, file: StoredTensor): void {
  const own = values.buffer === file.data.buffer ? values.slice() : values;
  const tensor = tf.tensor(own, variable.shape as number[]);
  variable.write(tensor);
  tensor.dispose();
}

/**
 * Loads tensors into a model. Names and orders of axes are converted; nothing is loaded before everything is known to fit.
 *
 * @param model any `tf.LayersModel` whose layers are those of this package or their like
 * @param tensors what `readSafetensors`, `readNpz` and their like give: float16 and bfloat16 values are exact, float64 ones are rounded
 * @throws WeightsMismatchError where a shape or kind of number does not fit, or with `strict` where names are missing or unused
 * @throws WeightsOptionError where an option cannot be meant, or a layer is of a class whose form in the naming is not known
 */
export function importWeights(
  model: LayersModel,
  tensors: StoredTensors,
  options: ImportOptions = {},
): ImportReport {
  checkImportOptions(options);
  const { naming: wanted, map, ignore = [], strict = true } = options;
  const cleaned = new Map([...tensors].map(([name, tensor]) => [cleanName(name), tensor]));
  const { naming, found, missing } = wanted
    ? match(model, cleaned, wanted, map)
    : bestMatch(model, cleaned, map);
  const loaded = found.map(({ name }) => name);
  const taken = new Set(loaded);
  const unused = [...cleaned.keys()].filter((name) => !taken.has(name) && !isIgnored(name, model, ignore));
  const misfits = found.flatMap((one) => misfitOf(one) ?? []);
  const incomplete = missing.length > 0 || unused.length > 0;
  if (misfits.length > 0 || (strict && incomplete)) refuse(model, { missing, unused, misfits }, naming);

  for (const { place, tensor } of found) {
    const { layer, slot } = place;
    const values = slot.toOurs(float32Of(tensor));
    for (const [index, weight] of slot.weights.entries()) {
      write(layer.weights[weight] as LayerVariable, values[index] as Float32Array, tensor);
    }
  }
  return { naming, loaded, missing, unused };
}
