import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from './engine.ts';
import { gru } from './gru.ts';
import { gruGradient } from './gru-gradient.ts';
import type { MakeKernel } from './kernel.ts';
import { readEngine } from './register.ts';
import { rnn, rnnGradient } from './rnn.ts';
import { random, tested } from './test-support.ts';
import { threading } from './threads/node/threading.ts';
import type { Pool } from './threads/pool.ts';
import { restart } from './threads/test-restart.ts';

/** The last tile of rows is not full. */
const [N, T, H] = [53, 12, 92];

describe.runIf(tested === 'wasm')('recurrent layers in several threads', () => {
  const pools: Pool[] = [];
  let engine: Engine;
  const ran: string[] = [];

  beforeAll(async () => {
    await restart(3);
    const { bytes, build } = await readEngine({});
    engine = await createEngine(bytes, build);
    const { memory, module } = engine;
    for (const threads of [2, 3]) pools.push(await threading.createPool({ memory, module, threads }));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await restart(false);
  });

  /** All results, with the bits of all numbers, in one thread, in two and in three. */
  function compute(kernel: MakeKernel, shapes: Readonly<Record<string, readonly number[]>>): string[][] {
    const tensors = Object.entries(shapes).map(([name, shape], i) => {
      return [name, tf.tensor(random([...shape], i + 1).values, [...shape])] as const;
    });
    ran.length = 0;
    const results = [undefined, ...pools].map((pool) => {
      engine.pool = pool && {
        ...pool,
        run: (name, args, threads) => {
          ran.push(`${name} ${threads}`);
          return pool.run(name, args, threads);
        },
      };
      const inputs = Object.fromEntries(tensors);
      const infos = kernel(engine, undefined)({ inputs, attrs: {}, backend: engine.backend });
      return (infos as tf.TensorInfo[]).map(({ dataId }) => {
        const values = engine.backend.readSync(dataId) as Float32Array;
        engine.backend.disposeData(dataId);
        expect(values.some((value) => value !== 0)).toBe(true);
        return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
      });
    });
    tf.dispose(tensors.map(([, tensor]) => tensor));
    return results;
  }

  const states = [N, T, H];
  it.each<readonly [string, MakeKernel, Readonly<Record<string, readonly number[]>>, string[]]>([
    ['rnn', rnn, { projected: states, bias: [H], recurrentKernel: [H, H] }, []],
    [
      'rnnGradient',
      rnnGradient,
      { states, recurrentKernel: [H, H], dy: states },
      ['recurrentKernelGradient'],
    ],
    [
      'rnnGradient',
      rnnGradient,
      { states, recurrentKernel: [H, H], dy: [N, H] },
      ['recurrentKernelGradient'],
    ],
    [
      'gru',
      gru,
      {
        projected: [N, T, 3 * H],
        bias: [3 * H],
        recurrentKernel: [H, 3 * H],
        recurrentBias: [3 * H],
        keep: [N, T],
      },
      [],
    ],
    [
      'gruGradient',
      gruGradient,
      { states, gates: [N, T, 4 * H], recurrentKernel: [H, 3 * H], dy: [N, H] },
      ['recurrentKernelGradient', 'recurrentKernelGradient'],
    ],
  ])('%s: the same bits', (name, kernel, shapes, after) => {
    const [one, ...others] = compute(kernel, shapes);
    for (const other of others) expect(other).toEqual(one);
    expect(ran).toEqual(
      [2, 3].flatMap((threads) => [name, ...after].map((kernelName) => `${kernelName} ${threads}`)),
    );
  });
});
