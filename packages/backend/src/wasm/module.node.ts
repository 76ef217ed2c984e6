import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type { WasmPaths } from '../candidate.ts';

/** The module's bytes, read from this package. `paths` matters in the browser only. */
export async function readModule(file: string, _paths?: WasmPaths): Promise<Uint8Array<ArrayBuffer>> {
  // By the package's own name: the sources and the built files lie at different depths.
  const path = createRequire(import.meta.url).resolve(`@gradlab/backend/${file}`);
  return readFile(path);
}

/** Relaxed SIMD, which V8 had behind this flag before it was on by default. */
export function enableFma(): void {
  // Later versions of V8 have forgotten the flag, and would say so on stderr.
  if (Number(process.versions.node.split('.')[0]) < 22)
    setFlagsFromString('--experimental-wasm-relaxed-simd');
}
