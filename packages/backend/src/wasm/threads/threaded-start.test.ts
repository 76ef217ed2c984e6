import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StartPlatform, startThreaded } from './threaded-start.ts';
import { ThreadsError } from './threads-error.ts';

const FLAG = 'WASM_HAS_MULTITHREAD_SUPPORT';
const tested = process.env.GRADLAB_TEST_BACKEND as 'cpu' | 'wasm';

/** Records what was done and undone. */
function recorder(failure: Promise<never> = new Promise(() => {})) {
  const log: string[] = [];
  const platform: StartPlatform = {
    pretendProcessors: (count) => {
      log.push(`pretend ${count}`);
      return () => log.push('tell the truth');
    },
    helpWorkers: (threads) => {
      log.push(`help ${threads}`);
      return { failure, restore: (succeeded) => log.push(succeeded ? 'let run' : 'end') };
    },
  };
  return { log, platform };
}

describe('startThreaded', () => {
  const factory = tf.findBackendFactory('wasm');
  beforeEach(() => {
    // Not started yet, whatever the last test did.
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
  });
  afterEach(() => tf.setBackend(tested));

  it('refuses a wrong number of threads, and a backend that has been started', async () => {
    const { log, platform } = recorder();
    for (const threads of [0, 9, 2.5, -1]) {
      await expect(startThreaded(threads, async () => {}, platform)).rejects.toThrow(
        `runs in 1 to 8 threads, not ${threads}`,
      );
    }
    await tf.setBackend('wasm');
    const again = startThreaded(2, async () => {}, platform);
    await expect(again).rejects.toThrow(ThreadsError);
    await expect(again).rejects.toThrow(/already been started/);
    expect(log).toEqual([]);
  });

  it('puts everything back when the start fails, and the backend starts with one thread then', async () => {
    const { log, platform } = recorder();
    const failing = startThreaded(
      2,
      async () => {
        expect(tf.env().get(FLAG)).toBe(true);
        throw new Error('mine');
      },
      platform,
    );
    await expect(failing).rejects.toThrow(/^mine$/);
    expect(log).toEqual(['help 2', 'pretend 4', 'tell the truth', 'end']);
    expect(tf.env().get(FLAG)).toBe(false);
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  it('does not wait for a backend whose worker has failed', async () => {
    const { log, platform } = recorder(Promise.reject(new ThreadsError('a worker failed')));
    await expect(startThreaded(3, () => new Promise(() => {}), platform)).rejects.toThrow('a worker failed');
    expect(log).toEqual(['help 3', 'pretend 6', 'tell the truth', 'end']);
  });

  it('says when the backend took another number of threads', async () => {
    const { log, platform } = recorder();
    const start = async () => {
      // As if it knew nothing of threads.
      tf.env().set(FLAG, false);
      await tf.setBackend('wasm');
    };
    await expect(startThreaded(2, start, platform)).rejects.toThrow('started with 1 threads instead of 2');
    expect(log.at(-1)).toBe('end');
  });
});
