import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerWasmTraining } from '../register.ts';
import { agree, convolutions, outputShape, random, restoreBackend, tested } from '../test-support.ts';

describe.runIf(tested === 'wasm')('training composed of stock kernels, where the engine cannot run', () => {
  beforeAll(async () => {
    (await registerWasmTraining()).undo();
    expect((await registerWasmTraining({ build: 'composed' })).build).toBe('composed');
  });
  afterAll(async () => {
    (await registerWasmTraining()).undo();
    await registerWasmTraining();
    await restoreBackend();
  });

  const attributes = (c: { strides: [number, number]; pad: unknown }) => ({
    strides: c.strides,
    pad: c.pad,
    dataFormat: 'NHWC',
  });
  const sensible = convolutions.filter((c) => outputShape(c).every((size) => size > 0));
  type Convolution = typeof sensible extends fc.Arbitrary<infer T> ? T : never;
  const check = (property: (c: Convolution) => Promise<void>) =>
    fc.assert(fc.asyncProperty(sensible, property), { numRuns: 80 });

  it('Conv2DBackpropFilter equals the cpu backend', () =>
    check(async (c) => {
      const inputs = { x: random(c.input, c.seed), dy: random(outputShape(c), c.seed + 1) };
      await agree('Conv2DBackpropFilter', inputs, { ...attributes(c), filterShape: c.filter });
    }));

  it('Conv2DBackpropInput equals the cpu backend', () =>
    check(async (c) => {
      const inputs = { dy: random(outputShape(c), c.seed), filter: random(c.filter, c.seed + 1) };
      await agree('Conv2DBackpropInput', inputs, { ...attributes(c), inputShape: c.input });
    }));

  it('BatchMatMul equals the cpu backend, with any transposes', async () => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const inputs = {
          a: random(transposeA ? [2, 7, 5] : [2, 5, 7], 1),
          b: random(transposeB ? [2, 3, 7] : [2, 7, 3], 2),
        };
        await agree('BatchMatMul', inputs, { transposeA, transposeB });
      }
    }
  });
});
