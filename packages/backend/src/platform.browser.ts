import { findBackendFactory } from '@tensorflow/tfjs-core';
import { type Candidate, cpuCandidate, wasmCandidate } from './candidate.ts';
import { checkAdapter, type Gpu } from './webgpu-adapter.ts';

/** A bundler cannot leave out a missing package, so the page imports the optional backend itself. */
const webgpu: Candidate = {
  name: 'webgpu',
  tfjsName: 'webgpu',
  load: async ({ preferred }) => {
    if (!('gpu' in navigator)) throw new Error('this browser has no WebGPU');
    if (!findBackendFactory('webgpu')) {
      throw new Error("not imported (import '@tensorflow/tfjs-backend-webgpu' in your page)");
    }
    await checkAdapter(navigator.gpu as Gpu, { software: preferred });
  },
};

const nodeOnly = (name: 'tfjs-node-gpu' | 'tfjs-node'): Candidate => ({
  name,
  tfjsName: 'tensorflow',
  load: async () => {
    throw new Error('runs in Node only');
  },
});

export const candidates: readonly Candidate[] = [
  nodeOnly('tfjs-node-gpu'),
  nodeOnly('tfjs-node'),
  webgpu,
  wasmCandidate(() => import('@tensorflow/tfjs-backend-wasm')),
  cpuCandidate,
];

/** Not before it is needed: most programs use one thread. */
export const loadThreading = async () => (await import('./wasm/threads/browser/threading.ts')).threading;
