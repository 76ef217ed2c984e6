import { InvalidDataError } from './errors.ts';

/** What a data set of labelled images is made of. */
export interface LabelledImages {
  /** What error messages and reports call it. */
  readonly name: string;
  /** Class names; label `k` means `classes[k]`. */
  readonly classes: readonly string[];
  /** Height, width and channels of one image. */
  readonly shape: readonly [number, number, number];
  /** `N*H*W*C` bytes: images one after the other, rows from the top, channels last. */
  readonly images: Uint8Array;
  /** `N` class indices. */
  readonly labels: Uint8Array;
}

/** The same data, once its parts are known to fit together. */
export function validLabelledImages(data: LabelledImages): LabelledImages {
  const { name, classes, shape, images, labels } = data;
  const fail = (what: string): never => {
    throw new InvalidDataError(`${name}: ${what}`);
  };
  if (!(images instanceof Uint8Array && labels instanceof Uint8Array)) {
    fail('images and labels must be bytes: pass a Uint8Array of each.');
  }
  if (shape.length !== 3 || !shape.every((side) => Number.isInteger(side) && side > 0)) {
    fail(`shape is [${shape}]; pass [height, width, channels], each at least 1.`);
  }
  if (labels.length === 0) fail('no images; a data set needs at least one.');
  const size = shape[0] * shape[1] * shape[2];
  if (images.length !== labels.length * size) {
    fail(
      `${images.length} image bytes for ${labels.length} labels; shape [${shape}] needs ${labels.length * size}.`,
    );
  }
  const bad = labels.findIndex((label) => label >= classes.length);
  if (bad >= 0) fail(`label ${labels[bad]} at index ${bad}, but there are ${classes.length} classes.`);
  return data;
}
