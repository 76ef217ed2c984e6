import type { WasmPaths } from '../candidate.ts';

/** As they lie beside the built page code; written out, because bundlers look for exactly this form. */
const SHIPPED: Readonly<Record<string, URL>> = {
  'gradlab-engine-simd.wasm': new URL('../../wasm/gradlab-engine-simd.wasm', import.meta.url),
  'gradlab-engine-fma.wasm': new URL('../../wasm/gradlab-engine-fma.wasm', import.meta.url),
};

/** The module's bytes, from where `paths` says, else from beside this script. */
export async function readModule(file: string, paths?: WasmPaths): Promise<Uint8Array<ArrayBuffer>> {
  const named = typeof paths === 'string' ? paths + file : paths?.[file];
  const url = named ?? SHIPPED[file];
  const response = await fetch(url as string | URL, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Browsers that have it have it on. */
export function enableFma(): void {}
