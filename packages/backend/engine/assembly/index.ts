// The table of contents of the module: one line per file of kernels.
export * from './elementwise';
export * from './gemm';
