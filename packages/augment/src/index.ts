export type { ImageBatch, ImageShape, Transform } from './batch.ts';
export { type GaussianBlurOptions, gaussianBlur } from './blur-noise/gaussian-blur.ts';
export { type GaussianNoiseOptions, gaussianNoise } from './blur-noise/gaussian-noise.ts';
export { type SaltAndPepperNoiseOptions, saltAndPepperNoise } from './blur-noise/salt-and-pepper-noise.ts';
export { autocontrast, randomAutocontrast } from './color/autocontrast.ts';
export { adjustBrightness } from './color/brightness.ts';
export { type ColorJitterOptions, colorJitter } from './color/color-jitter.ts';
export { adjustContrast } from './color/contrast.ts';
export type { RandomOptions } from './color/each-color-image.ts';
export { equalize, randomEqualize } from './color/equalize.ts';
export type { Range } from './color/factors.ts';
export {
  type GrayscaleOptions,
  grayscale,
  type RandomGrayscaleOptions,
  randomGrayscale,
} from './color/grayscale.ts';
export { adjustHue } from './color/hue.ts';
export { invert, randomInvert } from './color/invert.ts';
export { posterize, randomPosterize } from './color/posterize.ts';
export { adjustSaturation } from './color/saturation.ts';
export { adjustSharpness, randomAdjustSharpness } from './color/sharpness.ts';
export { randomSolarize, solarize } from './color/solarize.ts';
export { compose } from './compose.ts';
export { AugmentError, InvalidBatchError, InvalidOptionError } from './errors.ts';
export { type FlipOptions, randomHorizontalFlip, randomVerticalFlip } from './flip.ts';
