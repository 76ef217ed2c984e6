import { reasonOf, WeightsFormatError, WeightsPeerError } from './errors.ts';
import { ARRAYS, type StoredDtype, type StoredTensor, type StoredTensors, sizeOf } from './stored-tensor.ts';

export interface H5Options {
  /** What error messages call it. Default: 'h5'. */
  readonly where?: string;
  /** The module `jsfive`, for bundlers that do not find it by themselves. Default: imported. */
  readonly jsfive?: unknown;
  /** Names of layers, where the file has none: by the names of their groups in files of Keras 3, which are those of their classes. */
  readonly layerNames?: ReadonlyMap<string, string>;
}

/** The part of jsfive that is used. */
interface Node {
  readonly keys?: unknown;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly shape?: readonly number[];
  readonly dtype?: unknown;
  readonly value?: ArrayLike<number>;
  get(path: string): Node;
}
interface Jsfive {
  readonly File: new (buffer: ArrayBuffer, name: string) => Node;
}

/** HDF5's kinds of number in numpy's words. Half floats are left out: jsfive gives them as something else. */
const DTYPES: Readonly<Record<string, StoredDtype>> = {
  '<f4': 'F32',
  '<f8': 'F64',
  '<i4': 'I32',
  '<i8': 'I64',
};

async function jsfiveOf(given: unknown): Promise<Jsfive> {
  let module = given as (Partial<Jsfive> & { readonly default?: Partial<Jsfive> }) | undefined;
  if (module === undefined) {
    // A name in a variable: bundlers would insist on a package that most programs do without.
    const name = 'jsfive';
    try {
      module = await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
    } catch (cause) {
      throw new WeightsPeerError(
        `Keras' .h5 files need jsfive, which cannot be imported (${reasonOf(cause)}); run npm install jsfive, or pass its module as the option jsfive.`,
        { cause },
      );
    }
  }
  const File = module?.File ?? module?.default?.File;
  if (File === undefined) throw new WeightsPeerError('The module that was given as jsfive has no File.');
  return { File };
}

/** Every data set below a group, by its path. */
function* datasets(node: Node, path: readonly string[] = []): Generator<[readonly string[], Node]> {
  // A data set of jsfive is an array, whose keys are a function.
  if (!Array.isArray(node.keys)) yield [path, node];
  else for (const key of node.keys as readonly string[]) yield* datasets(node.get(key), [...path, key]);
}

/**
 * What each layer of a file of Keras 3 is called: the groups have the names of classes, `layers/dense_1`, and those of the variables in them
 * know the layer's own. Older files do not, and those of Keras 2 have no such groups.
 */
function layerNamesOf(root: Node, given?: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (!(Array.isArray(root.keys) && root.keys.includes('layers'))) return new Map();
  const layers = root.get('layers');
  const groups = Array.isArray(layers.keys) ? (layers.keys as readonly string[]) : [];
  return new Map(
    groups.map((group) => {
      const { keys } = layers.get(group);
      const own =
        Array.isArray(keys) && keys.includes('vars') ? layers.get(`${group}/vars`).attrs?.name : undefined;
      return [group, typeof own === 'string' ? own : (given?.get(group) ?? group)];
    }),
  );
}

/**
 * Keras' names without what its versions put around them: `model_weights/conv1/conv1/kernel:0` and `conv1/conv1_1/kernel:0` are
 * `conv1/kernel`, `layers/conv2d_1/vars/0` of Keras 3 is `conv1/0`.
 */
function kerasName(path: readonly string[], layerNames: ReadonlyMap<string, string>): string | undefined {
  const names = path[0] === 'model_weights' || path[0] === 'layers' ? path.slice(1) : path;
  if (names[0] === 'optimizer_weights' || path[0] === 'optimizer' || names[0] === 'top_level_model_weights')
    return undefined;
  const last = (names.at(-1) as string).replace(/:\d+$/, '');
  const first = names[0] as string;
  if (names.at(-2) !== 'vars') return `${first}/${last}`;
  const layer = path[0] === 'layers' ? (layerNames.get(first) ?? first) : first;
  return [layer, ...names.slice(1, -2), last].join('/');
}

function tensorOf(node: Node, name: string, where: string): StoredTensor {
  const dtype = DTYPES[String(node.dtype)];
  if (dtype === undefined) {
    throw new WeightsFormatError(
      `${where}: ${name} holds values of type ${JSON.stringify(node.dtype)}, only ${Object.keys(DTYPES).join(', ')} are supported.`,
    );
  }
  const shape = node.shape ?? [];
  const values = node.value ?? [];
  if (values.length !== sizeOf(shape)) {
    throw new WeightsFormatError(
      `${where}: ${name} holds ${values.length} values, but its shape is [${shape.join(', ')}].`,
    );
  }
  const Kind = ARRAYS[dtype];
  const data =
    dtype === 'I64'
      ? BigInt64Array.from(values as ArrayLike<never>, BigInt)
      : (Kind as typeof Float32Array).from(values);
  return { dtype, shape: [...shape], data };
}

/**
 * Reads the weights of a Keras model: `.h5` of Keras 2, with or without the model, and `.weights.h5` of Keras 3.
 *
 * @param bytes the complete file
 * @returns the tensors by layer and weight: `conv1/kernel`, or `conv1/0` where the file numbers them; the optimizer's are left out
 * @throws WeightsFormatError where it is no HDF5 file, is damaged, or holds other values than floats and integers
 * @throws WeightsPeerError where `jsfive` is not installed
 */
export async function readH5(
  bytes: Uint8Array,
  { where = 'h5', jsfive, layerNames }: H5Options = {},
): Promise<StoredTensors> {
  const { File } = await jsfiveOf(jsfive);
  const tensors = new Map<string, StoredTensor>();
  try {
    // A copy of just these bytes: jsfive takes no view.
    const root = new File(new Uint8Array(bytes).buffer, where);
    const layers = layerNamesOf(root, layerNames);
    for (const [path, node] of datasets(root)) {
      const name = kerasName(path, layers);
      if (name !== undefined) tensors.set(name, tensorOf(node, path.join('/'), where));
    }
  } catch (cause) {
    if (cause instanceof WeightsFormatError) throw cause;
    throw new WeightsFormatError(`${where}: no complete HDF5 file (${reasonOf(cause)}).`, { cause });
  }
  return tensors;
}
