import type { WasmPaths } from '../candidate.ts';

/** As they lie beside the built page code; written out, because bundlers look for exactly this form. */
const SHIPPED: Readonly<Record<string, URL>> = {
  'gradlab-engine-simd.wasm': new URL('../../wasm/gradlab-engine-simd.wasm', import.meta.url),
  'gradlab-engine-fma.wasm': new URL('../../wasm/gradlab-engine-fma.wasm', import.meta.url),
};

/** The compiled module, from where `paths` says, else from beside this script. */
export async function compileModule(file: string, paths?: WasmPaths): Promise<WebAssembly.Module> {
  const named = typeof paths === 'string' ? paths + file : paths?.[file];
  const url = named ?? SHIPPED[file];
  const response = await fetch(url as string | URL, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  // Not compileStreaming: it insists on a MIME type that many servers do not send.
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Browsers that have it have it on. */
export function enableFma(): void {}
