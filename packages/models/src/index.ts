export { type DigitCnnOptions, digitCnn } from './digit-cnn.ts';
export { ModelError } from './errors.ts';
export { TORCH_BATCH_NORM, type TorchInit, torchInit } from './torch-init.ts';
