export { CompressionError, InvalidOptionError, MaskError } from './errors.ts';
export { applyMasks } from './masks/apply.ts';
export { createMasks, type Mask, type Masks } from './masks/mask.ts';
export { type MaskedOptimizer, masked } from './masks/masked.ts';
export {
  type Alive,
  alive,
  aliveByWeight,
  intersectMasks,
  isSubset,
  sparsity,
} from './masks/measure.ts';
export { type MaskedWeights, nonZeroMasks, onesMasks } from './masks/ones.ts';
export {
  type MasksJson,
  masksFromBytes,
  masksFromJson,
  masksToBytes,
  masksToJson,
} from './masks/serialize.ts';
export { storedMasks, storeMasks } from './masks/store.ts';
