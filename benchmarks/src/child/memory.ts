import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type { Heap, Memory } from '../protocol.ts';
import type { Repetition } from './repeat.ts';

/** Size of the wasm backend's memory, which Emscripten shows as a view on its module. */
function wasmBytes(): number | undefined {
  const backend = tf.backend() as unknown as { wasm?: { HEAPU8?: Uint8Array } };
  return backend.wasm?.HEAPU8?.buffer.byteLength;
}

function heap(): Heap {
  const { numTensors, numBytes } = tf.memory();
  const wasm = wasmBytes();
  return {
    residentBytes: process.memoryUsage.rss(),
    ...(wasm === undefined ? {} : { wasmBytes: wasm }),
    tensors: numTensors,
    tensorBytes: numBytes,
  };
}

/** Linux counts the parent's pages into `maxRSS` of a process it has just become; its own file does not. */
function peakBytes(): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

/** The memory before and after `count` repetitions, and the peak. */
export async function memoryOver(count: number, repetition: Repetition): Promise<Memory> {
  const before = heap();
  for (let i = 0; i < count; i++) await repetition();
  const after = heap();
  return { before, after, peakBytes: peakBytes() };
}
