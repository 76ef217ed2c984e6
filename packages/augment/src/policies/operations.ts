import type { ImageShape } from '../batch.ts';
import { stretchContrast } from '../color/autocontrast.ts';
import { changeBrightness } from '../color/brightness.ts';
import { changeContrast } from '../color/contrast.ts';
import { equalizeImage } from '../color/equalize.ts';
import { posterizeImage } from '../color/posterize.ts';
import { changeSaturation } from '../color/saturation.ts';
import { changeSharpness } from '../color/sharpness.ts';
import { solarizeImage } from '../color/solarize.ts';
import { type AffineParts, inverseAffine } from '../geometry/affine-matrix.ts';
import type { Redraw } from './redraw.ts';

/** torchvision's names, in camel case. */
export type Operation =
  | 'identity'
  | 'shearX'
  | 'shearY'
  | 'translateX'
  | 'translateY'
  | 'rotate'
  | 'brightness'
  | 'color'
  | 'contrast'
  | 'sharpness'
  | 'posterize'
  | 'solarize'
  | 'autoContrast'
  | 'equalize';

type Apply = (image: Float32Array, shape: ImageShape, magnitude: number, redraw: Redraw) => void;

const aboutMiddle =
  (partsOf: (magnitude: number) => AffineParts): Apply =>
  (image, shape, magnitude, redraw) =>
    redraw(image, shape, inverseAffine(partsOf(magnitude), [shape[1] / 2, shape[0] / 2]));

const aboutCorner =
  (partsOf: (magnitude: number) => AffineParts): Apply =>
  (image, shape, magnitude, redraw) =>
    redraw(image, shape, inverseAffine(partsOf(magnitude), [0, 0]));

/** The shear that moves a line by `magnitude` pixels for each pixel of distance, in degrees. */
const shearOf = (magnitude: number) => (Math.atan(magnitude) * 180) / Math.PI;

/**
 * Each changes a gray or RGB image in [0, 1] in place. Magnitudes are torchvision's: shears in pixels for each pixel of distance from the
 * top left corner, translations in pixels of which fractions are dropped, angles in degrees counter-clockwise, factors minus 1, bits, and
 * thresholds in [0, 1]. The others ignore theirs.
 */
export const OPERATIONS: Readonly<Record<Operation, Apply>> = {
  identity: () => {},
  shearX: aboutCorner((magnitude) => ({ shear: [shearOf(magnitude), 0] })),
  shearY: aboutCorner((magnitude) => ({ shear: [0, shearOf(magnitude)] })),
  translateX: aboutMiddle((magnitude) => ({ translate: [Math.trunc(magnitude), 0] })),
  translateY: aboutMiddle((magnitude) => ({ translate: [0, Math.trunc(magnitude)] })),
  // The matrix turns clockwise.
  rotate: aboutMiddle((magnitude) => ({ angle: -magnitude })),
  brightness: (image, _, magnitude) => changeBrightness(image, 1 + magnitude),
  color: (image, shape, magnitude) => changeSaturation(image, shape, 1 + magnitude),
  contrast: (image, shape, magnitude) => changeContrast(image, shape, 1 + magnitude),
  sharpness: (image, shape, magnitude) => changeSharpness(image, shape, 1 + magnitude),
  posterize: (image, _, magnitude) => posterizeImage(image, magnitude),
  solarize: (image, _, magnitude) => solarizeImage(image, magnitude),
  autoContrast: stretchContrast,
  equalize: equalizeImage,
};
