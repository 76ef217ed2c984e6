export type { ImageBatch, ImageShape, Transform } from './batch.ts';
export { compose } from './compose.ts';
export { AugmentError, InvalidBatchError, InvalidOptionError } from './errors.ts';
export { type FlipOptions, randomHorizontalFlip, randomVerticalFlip } from './flip.ts';
