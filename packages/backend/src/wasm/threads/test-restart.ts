import * as tf from '@tensorflow/tfjs-core';
import { type LoadedBackend, loadBackend } from '../../load-backend.ts';
import type { ThreadsOption } from './threads-option.ts';

const factory = tf.findBackendFactory('wasm');

/** Forgets the wasm backend with all its tensors, as if it had never been started. */
export function forgetWasm(): void {
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory as () => Promise<tf.KernelBackend>, 2);
}

/** Starts it anew, with threads or without. */
export function restart(threads: ThreadsOption): Promise<LoadedBackend> {
  forgetWasm();
  return loadBackend({ prefer: 'wasm', strict: true, threads });
}
