// Compiles assembly/ to wasm/gradlab-engine-*.wasm, once per instruction set.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { microKernels } from './micro-kernels.mjs';
import { winogradKernels } from './winograd-kernels.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Tiles as large as V8 keeps in 16 vector registers: fused multiply-add needs one temporary less. */
const BUILDS = {
  simd: { tiles: { gemmRows: 5, convRows: 4, filterRows: 4 }, features: ['simd'] },
  fma: { tiles: { gemmRows: 6, convRows: 5, filterRows: 5 }, features: ['simd', 'relaxed-simd'] },
};

mkdirSync(`${here}/assembly/generated`, { recursive: true });
mkdirSync(`${here}/../wasm`, { recursive: true });
for (const [name, { tiles, features }] of Object.entries(BUILDS)) {
  writeFileSync(`${here}/assembly/generated/micro-kernels.ts`, microKernels(tiles));
  writeFileSync(
    `${here}/assembly/generated/winograd-kernels.ts`,
    winogradKernels(features.includes('relaxed-simd')),
  );
  const { error, stderr } = await asc.main([
    'assembly/index.ts',
    ...['--baseDir', here],
    ...['--outFile', `../wasm/gradlab-engine-${name}.wasm`],
    ...features.flatMap((feature) => ['--enable', feature]),
    // It computes in the memory of the wasm backend, so it may own nothing there: no heap, no data, no stack.
    ...['--runtime', 'stub', '--importMemory', '--noExportMemory'],
    ...['-O3', '--noAssert'],
  ]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
}
