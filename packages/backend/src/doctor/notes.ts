import type { LoadedBackend } from '../load-backend.ts';
import { adapterName, type Gpu } from '../webgpu-adapter.ts';

const ENGINES: Readonly<Record<NonNullable<LoadedBackend['engine']>, string>> = {
  fma: 'with the SIMD engine, using fused multiply-add',
  simd: 'with the SIMD engine',
  composed: 'with kernels composed of stock ones: the SIMD engine cannot run here',
};

/** What the backend that was loaded can say of itself, a line each. */
export async function notesOn({ name, engine }: LoadedBackend): Promise<readonly string[]> {
  if (name === 'webgpu') {
    const gpu = (globalThis.navigator as { readonly gpu?: Gpu } | undefined)?.gpu;
    const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? [`on ${adapterName(adapter)}`] : [];
  }
  return engine === undefined ? [] : [ENGINES[engine]];
}
