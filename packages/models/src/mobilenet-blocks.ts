export const STEM_CHANNELS = 32;

/** Channels and stride of the thirteen blocks of MobileNet V1: table 1 of Howard et al. 2017, arXiv:1704.04861. */
export const BLOCKS: readonly (readonly [channels: number, strides: 1 | 2])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];
