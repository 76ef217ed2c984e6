import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { withSharedMemory } from '../shared-memory.ts';
import { compileTestModule } from '../test-module.ts';
import { runScript } from '../test-script.ts';
import { threading } from './threading.ts';

describe('threads in Node', () => {
  it('are supported', () => {
    expect(threading.unsupported()).toBeUndefined();
    expect(threading.processors()).toBe(availableParallelism());
  });

  it('do not keep the process alive, though the pool is never closed, and ignore its flags', async () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { threading } from './node/threading.js';
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
      const module = new WebAssembly.Module(readFileSync('module.wasm'));
      const pool = await threading.createPool({ memory, module, threads: 3 });
      pool.run('count', () => [0, 1000]);
      console.log(new Int32Array(memory.buffer)[0]);`;
    const imported = `data:text/javascript,console.log('imported')`;
    const files = { 'module.wasm': withSharedMemory(await compileTestModule()) };
    expect(await runScript(program, files, ['--import', imported])).toEqual({
      code: 0,
      stdout: 'imported\n3000\n',
      stderr: '',
    });
  });
});

/** Starts the stock backend with threads, computes, starts it again without, and reports what it saw. */
const stockProgram = (threads: number) => `
  import os from 'node:os';
  import * as tf from '@tensorflow/tfjs-core';
  import '@tensorflow/tfjs-backend-cpu';
  import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
  import { threading } from './node/threading.js';

  // Without its advice for Node on stderr.
  tf.enableProdMode();
  const globals = async () => [typeof Worker, os.cpus().length, URL.createObjectURL, Blob, await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')];
  const compute = () => tf.tidy(() => {
    const random = (shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed);
    const convolution = tf.conv2d(random([8, 20, 20, 16], 1), random([3, 3, 16, 24], 2), 1, 'same');
    return [...convolution.dataSync(), ...tf.matMul(random([100, 120], 3), random([120, 90], 4)).dataSync()];
  });
  const shared = () => tf.backend().wasm.HEAPU8.buffer instanceof SharedArrayBuffer;

  const before = await globals();
  const started = await threading.startThreadedBackend(${threads}, async () => {
    await tf.setBackend('wasm');
    await tf.ready();
    return 'started';
  });
  const restored = (await globals()).every((value, i) => value === before[i]);
  const [actual, threaded, isShared, tensors] = [getThreadsCount(), compute(), shared(), tf.memory().numTensors];
  // More than the 16 MB that it starts with: the memory grows.
  const grown = tf.tidy(() => tf.sum(tf.add(tf.ones([3000, 3000]), tf.ones([3000, 3000]))).dataSync()[0]);
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  await tf.setBackend('wasm');
  const again = [getThreadsCount(), shared()];
  await tf.setBackend('cpu');
  const expected = compute();
  const error = threaded.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  console.log(JSON.stringify({ started, restored, actual, isShared, tensors, grown, again, count: threaded.length, small: error < 1e-4 }));`;

describe('startThreadedBackend', () => {
  it.each([1, 2, 8])(
    'starts the threaded build with %i threads, computes, and leaves no trace',
    async (threads) => {
      const { code, stdout, stderr } = await runScript(stockProgram(threads));
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({
        started: 'started',
        restored: true,
        actual: threads,
        isShared: true,
        tensors: 0,
        grown: 18_000_000,
        again: [1, false],
        count: 8 * 20 * 20 * 24 + 100 * 90,
        small: true,
      });
      expect(code).toBe(0);
    },
  );
});
