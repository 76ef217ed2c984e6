import { expect, it } from 'vitest';
import { wasmFeatures } from './wasm-features.ts';

it('knows what each V8 brought', () => {
  const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number);
  // Vectors came with V8 9.1, threads with 7.4, relaxed vectors with 11.4.
  expect(wasmFeatures()).toEqual({ simd: true, relaxedSimd: major * 100 + minor >= 1104, threads: true });
});
