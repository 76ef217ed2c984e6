// The table of contents of the module: one line per file of kernels.
export * from './bias';
export * from './convolution';
export * from './elementwise';
export * from './filter-gradient';
export * from './gemm';
export * from './image';
export * from './winograd';
export { transformFilter } from './winograd-transforms';
export * from './depthwise';
export * from './max-pool-2x2';
export * from './pool';
export * from './adagrad';
export * from './adam';
export * from './exponential';
export * from './momentum';
export * from './rms-prop';
export * from './softmax-cross-entropy';
