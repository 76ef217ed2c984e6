import type { ImageShape } from '../batch.ts';
import { roundHalfToEven } from '../round.ts';
import type { Operation } from './operations.ts';

/** One operation that a policy may draw. */
export interface Choice {
  readonly operation: Operation;
  /** Its magnitude is negated in half of the cases. */
  readonly signed: boolean;
  /** Magnitude number `bin` of `bins`, which grow stronger from 0 on. */
  readonly magnitude: (bin: number, bins: number, shape: ImageShape) => number;
}

/** What the last magnitude of each operation is; the first changes nothing (but for the bits). */
interface Strengths {
  readonly shear: number;
  readonly translate: (side: number) => number;
  readonly rotate: number;
  /** Of brightness, colour, contrast and sharpness, minus 1. */
  readonly factor: number;
  /** First and last. */
  readonly bits: readonly [weakest: number, strongest: number];
}

const upTo = (most: number, bin: number, bins: number) => (most * bin) / (bins - 1);

const fixed = (operation: Operation): Choice => ({ operation, signed: false, magnitude: () => 0 });

const signed = (operation: Operation, mostOf: (shape: ImageShape) => number): Choice => ({
  operation,
  signed: true,
  magnitude: (bin, bins, shape) => upTo(mostOf(shape), bin, bins),
});

const shapes = ({ shear, translate, rotate }: Strengths): readonly Choice[] => [
  signed('shearX', () => shear),
  signed('shearY', () => shear),
  signed('translateX', ([, width]) => translate(width)),
  signed('translateY', ([height]) => translate(height)),
  signed('rotate', () => rotate),
];

const factors = ({ factor }: Strengths): readonly Choice[] =>
  (['brightness', 'color', 'contrast', 'sharpness'] as const).map((operation) =>
    signed(operation, () => factor),
  );

const tones = ({ bits: [weakest, strongest] }: Strengths): readonly Choice[] => [
  {
    operation: 'posterize',
    signed: false,
    magnitude: (bin, bins) => weakest - roundHalfToEven(upTo(weakest - strongest, bin, bins)),
  },
  { operation: 'solarize', signed: false, magnitude: (bin, bins) => 1 - upTo(1, bin, bins) },
  fixed('autoContrast'),
  fixed('equalize'),
];

const RAND: Strengths = {
  shear: 0.3,
  translate: (side) => (150 * side) / 331,
  rotate: 30,
  factor: 0.9,
  bits: [8, 4],
};
const TRIVIAL: Strengths = { shear: 0.99, translate: () => 32, rotate: 135, factor: 0.99, bits: [8, 2] };
const AUG_MIX: Strengths = {
  shear: 0.3,
  translate: (side) => side / 3,
  rotate: 30,
  factor: 0.9,
  bits: [4, 0],
};

/** The 14 operations of RandAugment. */
export const RAND_SPACE: readonly Choice[] = [
  fixed('identity'),
  ...shapes(RAND),
  ...factors(RAND),
  ...tones(RAND),
];

/** The 14 operations of TrivialAugment, in its wide form. */
export const TRIVIAL_SPACE: readonly Choice[] = [
  fixed('identity'),
  ...shapes(TRIVIAL),
  ...factors(TRIVIAL),
  ...tones(TRIVIAL),
];

/** The 9 operations of AugMix that the corruptions of ImageNet-C have nothing in common with. */
export const AUG_MIX_SPACE: readonly Choice[] = [...shapes(AUG_MIX), ...tones(AUG_MIX)];

/** All 13 operations of AugMix. */
export const AUG_MIX_ALL_SPACE: readonly Choice[] = [...AUG_MIX_SPACE, ...factors(AUG_MIX)];
