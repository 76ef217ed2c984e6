import { createRequire } from 'node:module';
import { type Candidate, cpuCandidate, type WasmPackage, wasmCandidate } from './candidate.ts';
import { explainSynchronousReads, loadDawn } from './node/dawn.ts';
import { loadNative } from './node/native.ts';

const native = (name: 'tfjs-node-gpu' | 'tfjs-node'): Candidate => ({
  name,
  tfjsName: 'tensorflow',
  load: () => loadNative(name),
});

const webgpu: Candidate = {
  name: 'webgpu',
  tfjsName: 'webgpu',
  load: ({ preferred }) => loadDawn({ software: preferred }),
  started: explainSynchronousReads,
};

// import() would read the package twice more, to find out what kind of module it is and what it exports: half of its time.
const requireWasm = async () =>
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm') as WasmPackage;

export const candidates: readonly Candidate[] = [
  native('tfjs-node-gpu'),
  native('tfjs-node'),
  webgpu,
  wasmCandidate(requireWasm),
  cpuCandidate,
];

/** Not before it is needed: most programs use one thread. */
export const loadThreading = async () => (await import('./wasm/threads/node/threading.ts')).threading;
