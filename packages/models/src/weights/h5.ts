import { reasonOf, WeightsFormatError, WeightsPeerError } from './errors.ts';
import { ARRAYS, type StoredDtype, type StoredTensor, type StoredTensors, sizeOf } from './stored-tensor.ts';

export interface H5Options {
  /** What error messages call it. Default: 'h5'. */
  readonly where?: string;
  /** The module `jsfive`, for bundlers that do not find it by themselves. Default: imported. */
  readonly jsfive?: unknown;
}

/** The part of jsfive that is used. */
interface Node {
  readonly keys?: unknown;
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
 * Keras' names without what its versions put around them: `model_weights/conv1/conv1/kernel:0` and `conv1/conv1_1/kernel:0` are
 * `conv1/kernel`, `layers/conv1/vars/0` of Keras 3 is `conv1/0`.
 */
function kerasName(path: readonly string[]): string | undefined {
  const names = path[0] === 'model_weights' || path[0] === 'layers' ? path.slice(1) : path;
  if (names[0] === 'optimizer_weights' || path[0] === 'optimizer' || names[0] === 'top_level_model_weights')
    return undefined;
  const last = (names.at(-1) as string).replace(/:\d+$/, '');
  const numbered = names.at(-2) === 'vars';
  return numbered ? [...names.slice(0, -2), last].join('/') : `${names[0]}/${last}`;
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
  { where = 'h5', jsfive }: H5Options = {},
): Promise<StoredTensors> {
  const { File } = await jsfiveOf(jsfive);
  const tensors = new Map<string, StoredTensor>();
  try {
    // A copy of just these bytes: jsfive takes no view.
    for (const [path, node] of datasets(new File(new Uint8Array(bytes).buffer, where))) {
      const name = kerasName(path);
      if (name !== undefined) tensors.set(name, tensorOf(node, path.join('/'), where));
    }
  } catch (cause) {
    if (cause instanceof WeightsFormatError) throw cause;
    throw new WeightsFormatError(`${where}: no complete HDF5 file (${reasonOf(cause)}).`, { cause });
  }
  return tensors;
}
