import { CorruptFileError, InvalidDataError, reasonOf } from '../errors.ts';
import { imageDataset } from '../image-dataset.ts';
import type { NpyArray } from '../npz/npy.ts';
import { npzIntegers, npzMember, npzStrings } from '../npz/npz-member.ts';
import type { Numbers } from '../numbers.ts';
import { rowsDataset } from '../rows-dataset.ts';
import type { StorableDataset } from './bundle.ts';

/** An array on its way into a file. */
export interface StoredArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Numbers | Float64Array | readonly string[];
  /** What it says about the others; an attribute where the format has such. */
  readonly about?: boolean;
}

/** Files keep texts in UTF-8 and pad them with zeros. InvalidDataError for what would not come back the same. */
function storable(texts: readonly string[], where: string): readonly string[] {
  const lost = texts.find(
    (text) => text.includes('\0') || new TextDecoder().decode(new TextEncoder().encode(text)) !== text,
  );
  if (lost === undefined) return texts;
  throw new InvalidDataError(
    `${where}: the name ${JSON.stringify(lost)} holds a zero character, a byte order mark or half a surrogate pair.`,
  );
}

/** What a data set is in a file. */
export function arraysOf(data: StorableDataset): StoredArray[] {
  const { name, length, classes } = data;
  const about = (key: string, shape: number[], values: Float64Array | readonly string[]): StoredArray => ({
    name: key,
    shape,
    data: values,
    about: true,
  });
  const names =
    classes.length === 0 ? [] : [{ name: 'classes', shape: [classes.length], data: storable(classes, name) }];
  const called = about('name', [], storable([name], name));
  if (!('images' in data)) {
    return [
      { name: 'inputs', shape: [length, ...data.shape], data: data.inputs },
      { name: 'targets', shape: [length, ...data.targetShape], data: data.targets },
      ...names,
      called,
    ];
  }
  const { mean, std } = data.stats();
  return [
    { name: 'images', shape: [length, ...data.shape], data: data.images },
    { name: 'labels', shape: [length], data: data.labels },
    ...names,
    called,
    about('mean', [mean.length], Float64Array.from(mean)),
    about('std', [std.length], Float64Array.from(std)),
  ];
}

/** Integers that are class indices of images, in one byte each. */
function labelBytes(values: Int32Array, where: string): Uint8Array {
  const bad = values.find((value) => value < 0 || value > 255);
  if (bad === undefined) return Uint8Array.from(values);
  throw new CorruptFileError(`${where}: label ${bad}; class indices of images run from 0 to 255.`);
}

/** Numbers of the kinds that data sets keep. */
function numbers(array: NpyArray, where: string): Numbers {
  const { data } = array;
  return data instanceof Uint8Array || data instanceof Float32Array ? data : npzIntegers(array, where);
}

const first = (array: NpyArray | undefined) => {
  const value = array?.data[0];
  return typeof value === 'string' ? value : undefined;
};

/**
 * The data set in these arrays, by name.
 *
 * @param where the file and the place in it, for error messages
 * @throws CorruptFileError when an array is missing, or they do not fit together
 */
export function datasetOf(arrays: ReadonlyMap<string, NpyArray>, where: string): StorableDataset {
  const member = (name: string, axes: number) => npzMember(arrays, name, axes, where);
  const at = (name: string) => `${where}/${name}`;
  const classes = arrays.has('classes') ? npzStrings(member('classes', 1), at('classes')) : [];
  const name = first(arrays.get('name')) ?? where;
  try {
    if (!arrays.has('inputs')) {
      const images = member('images', 4);
      if (!(images.data instanceof Uint8Array)) {
        throw new CorruptFileError(
          `${at('images')}: values of dtype ${images.dtype}, which should be u1 (bytes).`,
        );
      }
      const labels = npzIntegers(member('labels', 1), at('labels'));
      return imageDataset({
        name,
        classes,
        shape: images.shape.slice(1) as [number, number, number],
        images: images.data,
        labels: labelBytes(labels, at('labels')),
      });
    }
    const [inputs, targets] = ['inputs', 'targets'].map((key) =>
      member(key, Math.max(1, arrays.get(key)?.shape.length ?? 1)),
    ) as [NpyArray, NpyArray];
    return rowsDataset({
      name,
      classes,
      inputs: { data: numbers(inputs, at('inputs')), shape: inputs.shape.slice(1) },
      targets: { data: numbers(targets, at('targets')), shape: targets.shape.slice(1) },
    });
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    throw new CorruptFileError(`${where}: its arrays do not fit together: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
