import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  agree,
  convolutions,
  largestError,
  MAX_ERROR,
  outputShape,
  random,
  restoreBackend,
  run,
  sumOfSizes,
  tested,
} from './test-support.ts';

afterAll(restoreBackend);

describe.runIf(tested === 'wasm')('gradients of convolutions on wasm, against the cpu backend', () => {
  const attributes = (c: { strides: [number, number]; pad: unknown }) => ({
    strides: c.strides,
    pad: c.pad,
    dataFormat: 'NHWC',
  });

  it('Conv2DBackpropFilter: any shape, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const dy = outputShape(c);
        fc.pre(dy.every((size) => size > 0));
        const inputs = { x: random(c.input, c.seed), dy: random(dy, c.seed + 1) };
        await agree('Conv2DBackpropFilter', inputs, { ...attributes(c), filterShape: c.filter });
      }),
      { numRuns: 150 },
    );
  });

  it('Conv2DBackpropInput: any shape, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const dy = outputShape(c);
        fc.pre(dy.every((size) => size > 0));
        const inputs = { dy: random(dy, c.seed), filter: random(c.filter, c.seed + 1) };
        await agree('Conv2DBackpropInput', inputs, { ...attributes(c), inputShape: c.input });
      }),
      { numRuns: 150 },
    );
  });

  it('both gradients with dilation equal those of the filter spread out with zeros', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const undilated = { ...c, strides: [1, 1] as [number, number] };
        const d = c.dilation;
        const spread = [
          (c.filterHeight - 1) * d + 1,
          (c.filterWidth - 1) * d + 1,
          c.inChannels,
          c.outChannels,
        ];
        const shape = outputShape(undilated, d);
        fc.pre(shape.every((size) => size > 0));
        const x = random(c.input, c.seed);
        const dy = random(shape, c.seed + 1);
        const filter = random(c.filter, c.seed + 2);
        const attrs = { ...attributes(undilated), dilations: d };

        const pick = <T extends tf.Tensor>(full: T) =>
          tf.stridedSlice(full, [0, 0], spread.slice(0, 2), [d, d]);
        const full = await run(
          'cpu',
          'Conv2DBackpropFilter',
          { x, dy },
          { ...attributes(undilated), filterShape: spread },
        );
        const expected = tf.tidy(() => pick(tf.tensor(full.values, full.shape)).dataSync() as Float32Array);
        const actual = await run(
          'wasm',
          'Conv2DBackpropFilter',
          { x, dy },
          { ...attrs, filterShape: c.filter },
        );
        const filterAttrs = { ...attributes(undilated), filterShape: spread };
        const filterBound = MAX_ERROR * (await sumOfSizes('Conv2DBackpropFilter', { x, dy }, filterAttrs));
        expect(largestError(actual.values, expected)).toBeLessThanOrEqual(filterBound);

        const spreadFilter = new Float32Array(spread.reduce((a, b) => a * b));
        const pixel = c.inChannels * c.outChannels;
        for (let i = 0; i < c.filterHeight; i++) {
          for (let j = 0; j < c.filterWidth; j++) {
            const from = (i * c.filterWidth + j) * pixel;
            const to = (i * d * (spread[1] as number) + j * d) * pixel;
            spreadFilter.set(filter.values.subarray(from, from + pixel), to);
          }
        }
        const wide = { dy, filter: { values: spreadFilter, shape: spread } };
        const dx = await run('cpu', 'Conv2DBackpropInput', wide, {
          ...attributes(undilated),
          inputShape: c.input,
        });
        const ours = await run(
          'wasm',
          'Conv2DBackpropInput',
          { dy, filter },
          { ...attrs, inputShape: c.input },
        );
        const inputAttrs = { ...attributes(undilated), inputShape: c.input };
        const inputBound = MAX_ERROR * (await sumOfSizes('Conv2DBackpropInput', wide, inputAttrs));
        expect(largestError(ours.values, dx.values)).toBeLessThanOrEqual(inputBound);
      }),
      { numRuns: 100 },
    );
  });
});
