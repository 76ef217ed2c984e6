export type { ImageBatch, ImageShape, Transform } from './batch.ts';
export { type GaussianBlurOptions, gaussianBlur } from './blur-noise/gaussian-blur.ts';
export { type GaussianNoiseOptions, gaussianNoise } from './blur-noise/gaussian-noise.ts';
export { type SaltAndPepperNoiseOptions, saltAndPepperNoise } from './blur-noise/salt-and-pepper-noise.ts';
export { type OneOfOptions, oneOf } from './choice/one-of.ts';
export { type RandomApplyOptions, randomApply } from './choice/random-apply.ts';
export { autocontrast, randomAutocontrast } from './color/autocontrast.ts';
export { adjustBrightness } from './color/brightness.ts';
export { type ColorJitterOptions, colorJitter } from './color/color-jitter.ts';
export { adjustContrast } from './color/contrast.ts';
export type { RandomOptions } from './color/each-color-image.ts';
export { equalize, randomEqualize } from './color/equalize.ts';
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
export { centerCrop } from './crop/center-crop.ts';
export { type PadOptions, pad } from './crop/pad.ts';
export type { Padding, PadMode } from './crop/padding.ts';
export { type RandomCropOptions, randomCrop } from './crop/random-crop.ts';
export { type CutoutOptions, cutout } from './erase/cutout.ts';
export { type RandomErasingOptions, randomErasing } from './erase/random-erasing.ts';
export { AugmentError, InvalidBatchError, InvalidOptionError } from './errors.ts';
export {
  type FlipOptions,
  horizontalFlip,
  randomHorizontalFlip,
  randomVerticalFlip,
  verticalFlip,
} from './flip.ts';
export { type AffineOptions, affine, type RandomAffineOptions, randomAffine } from './geometry/affine.ts';
export type { AffineParts } from './geometry/affine-matrix.ts';
export type { CenteredWarpOptions, WarpOptions } from './geometry/each-warped.ts';
export {
  type PerspectiveOptions,
  perspective,
  type RandomPerspectiveOptions,
  randomPerspective,
} from './geometry/perspective.ts';
export type { Point, Quad } from './geometry/quad.ts';
export { type RotateOptions, randomRotation, rotate } from './geometry/rotate.ts';
export type { Interpolation } from './geometry/warp.ts';
export type { MixOptions } from './mix/alpha.ts';
export { cutmix } from './mix/cutmix.ts';
export { mixup } from './mix/mixup.ts';
export { denormalize, normalize } from './normalize.ts';
export type { ChannelValues, Range, Size } from './options.ts';
export { type AugMixOptions, augMix } from './policies/aug-mix.ts';
export { type RandAugmentOptions, randAugment } from './policies/rand-augment.ts';
export { type TrivialAugmentOptions, trivialAugment } from './policies/trivial-augment.ts';
export { type RandomResizedCropOptions, randomResizedCrop } from './resize/random-resized-crop.ts';
export { type ResizeOptions, resize } from './resize/resize.ts';
export {
  type TransformedBatch,
  type TransformImagesOptions,
  type TransformLabelledOptions,
  transformImages,
} from './transform-images.ts';
