import {
  affine,
  augMix,
  autocontrast,
  centerCrop,
  colorJitter,
  compose,
  cutmix,
  cutout,
  equalize,
  gaussianBlur,
  gaussianNoise,
  grayscale,
  horizontalFlip,
  mixup,
  pad,
  posterize,
  randAugment,
  randomAffine,
  randomCrop,
  randomErasing,
  randomHorizontalFlip,
  randomPerspective,
  randomResizedCrop,
  randomRotation,
  saltAndPepperNoise,
  solarize,
  type Transform,
  trivialAugment,
  verticalFlip,
} from '@gradlab/augment';
import type { ImageDataset } from '@gradlab/datasets';
import { type Figure, type GridImage, imageGrid } from '@gradlab/plot';

const SIZE = 32;

/** What the document names, and what the packages have besides: one picture of each. */
const GEOMETRY: Readonly<Record<string, Transform>> = {
  'horizontal flip': horizontalFlip(),
  'vertical flip': verticalFlip(),
  'pad 4, crop 32': randomCrop(SIZE, { padding: 4 }),
  'centre crop 24': centerCrop(24),
  'resized crop': randomResizedCrop(SIZE, { scale: [0.1, 1], ratio: [0.5, 2] }),
  'rotation ±30°': randomRotation(30),
  affine: randomAffine({ degrees: 15, translate: [0.1, 0.1], scale: [0.8, 1.2], shear: 10 }),
  'shear 20°': affine({ shear: 20 }),
  perspective: randomPerspective({ p: 1 }),
  'pad 6, reflected': pad(6, { mode: 'reflect' }),
};

const COLOUR: Readonly<Record<string, Transform>> = {
  'brightness ±0.5': colorJitter({ brightness: 0.5 }),
  'contrast ±0.5': colorJitter({ contrast: 0.5 }),
  'saturation ±0.9': colorJitter({ saturation: 0.9 }),
  'hue ±0.5': colorJitter({ hue: 0.5 }),
  'all four': colorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.5 }),
  grayscale: grayscale({ channels: 3 }),
  autocontrast: autocontrast(),
  equalize: equalize(),
  'posterize, 2 bits': posterize(2),
  'solarize 0.5': solarize(0.5),
};

const NOISE: Readonly<Record<string, Transform>> = {
  'Gaussian blur': gaussianBlur(5),
  'Gaussian noise': gaussianNoise({ sigma: 0.1 }),
  'salt and pepper': saltAndPepperNoise({ amount: 0.05 }),
  'random erasing': randomErasing({ p: 1 }),
  'cutout 12': cutout(12),
  mixup: mixup({ alpha: 1 }),
  cutmix: cutmix({ alpha: 1 }),
  RandAugment: randAugment(),
  TrivialAugment: trivialAugment(),
  AugMix: augMix(),
};

/** The document's composition: flips, then colour, then a crop of another size and shape. */
const COMPOSITION = compose([
  randomHorizontalFlip(),
  colorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.5 }),
  randomResizedCrop(SIZE, { scale: [0.3, 1], ratio: [0.5, 2] }),
]);

/** The first image after a transform; the second one is there to be mixed in. */
function shown(data: ImageDataset, transform: Transform, seed: number, caption: string): GridImage {
  const [height, width, channels] = data.shape;
  const { images, shape } = transform(
    {
      images: Float32Array.from(
        [0, 1].flatMap((i) => [...data.get(i).image]),
        (byte) => byte / 255,
      ),
      shape: [2, height, width, channels],
      labels: Int32Array.from([0, 1], (i) => data.get(i).label),
      classes: data.classes.length,
    },
    seed,
  );
  const size = shape[1] * shape[2] * shape[3];
  return { pixels: images.subarray(0, size), shape: [shape[1], shape[2], shape[3]], caption };
}

/** Pictures of one image after each transform, and of many draws of their composition. */
export function galleries(data: ImageDataset, seed: number): Readonly<Record<string, Figure>> {
  const original: GridImage = { pixels: data.get(0).image, shape: data.shape, caption: 'original' };
  const gallery = (title: string, transforms: Readonly<Record<string, Transform>>) =>
    imageGrid({
      title,
      images: [
        original,
        ...Object.entries(transforms).map(([name, transform], i) => shown(data, transform, seed + i, name)),
      ],
      columns: 6,
      cell: 96,
    });
  const draws = Array.from({ length: 17 }, (_, i) => shown(data, COMPOSITION, seed + i, `draw ${i + 1}`));
  return {
    geometry: gallery('Flips, crops, rotations, projections', GEOMETRY),
    colour: gallery('Colour', COLOUR),
    noise: gallery('Noise, erasing, mixing, policies', NOISE),
    composition: imageGrid({
      title: 'Flip, colour jitter and resized crop together',
      images: [original, ...draws],
      columns: 6,
      cell: 96,
    }),
  };
}
