import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import {
  agree,
  convolutions,
  outputShape,
  random,
  restoreBackend,
  tested,
  withSpecials,
} from './test-support.ts';

afterAll(restoreBackend);

const wide = { numRuns: 200 };

describe.runIf(tested === 'wasm')('convolution on wasm', () => {
  it('Conv2D equals the cpu backend: any shape, stride, padding and dilation', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, fc.boolean(), async (c, dilated) => {
        const attrs = {
          strides: dilated ? [1, 1] : c.strides,
          dilations: dilated ? [c.dilation, c.dilation] : [1, 1],
          pad: c.pad,
          dataFormat: 'NHWC',
        };
        fc.pre(
          outputShape({ ...c, strides: attrs.strides as [number, number] }, attrs.dilations[0]).every(
            (size) => size >= 0,
          ),
        );
        await agree('Conv2D', { x: random(c.input, c.seed), filter: random(c.filter, c.seed + 1) }, attrs);
      }),
      wide,
    );
  });

  it('FusedConv2D equals the cpu backend: bias and ReLU', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, fc.boolean(), fc.boolean(), async (c, hasBias, relu) => {
        fc.pre(outputShape(c).every((size) => size >= 0));
        const bias = hasBias ? { bias: random([c.outChannels], c.seed + 2) } : {};
        const inputs = { x: random(c.input, c.seed), filter: random(c.filter, c.seed + 1), ...bias };
        const activation = relu ? 'relu' : 'linear';
        await agree('FusedConv2D', inputs, {
          strides: c.strides,
          pad: c.pad,
          dilations: 1,
          dataFormat: 'NHWC',
          activation,
        });
      }),
      wide,
    );
  });

  it.each(['relu6', 'sigmoid', 'elu'])('FusedConv2D applies %s', async (activation) => {
    const inputs = { x: random([2, 5, 5, 3], 1), filter: random([3, 3, 3, 4], 2), bias: random([4], 3) };
    await agree('FusedConv2D', inputs, {
      strides: 1,
      pad: 'same',
      dilations: 1,
      dataFormat: 'NHWC',
      activation,
    });
  });

  it('carries NaN and infinity of the input to the outputs that saw them, and to no other', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        fc.pre(outputShape(c).every((size) => size > 0));
        const inputs = {
          x: withSpecials(random(c.input, c.seed), c.seed),
          filter: random(c.filter, c.seed + 1),
        };
        await agree('Conv2D', inputs, { strides: c.strides, pad: c.pad, dilations: 1, dataFormat: 'NHWC' });
      }),
      wide,
    );
  });

  it('is right for sizes that fill whole tiles and panels', async () => {
    const inputs = { x: random([3, 14, 14, 16], 1), filter: random([3, 3, 16, 32], 2) };
    await agree('Conv2D', inputs, { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NHWC' });
    const dy = random([3, 14, 14, 32], 3);
    const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC' };
    await agree('Conv2DBackpropFilter', { x: inputs.x, dy }, { ...attrs, filterShape: [3, 3, 16, 32] });
    await agree(
      'Conv2DBackpropInput',
      { dy, filter: inputs.filter },
      { ...attrs, inputShape: [3, 14, 14, 16] },
    );
  });

  it.each([1, 3, 4])('is right for the gradient of %i colours', async (colours) => {
    const inputShape = [2, 13, 11, colours];
    const inputs = { dy: random([2, 13, 11, 16], 1), filter: random([5, 5, colours, 16], 2) };
    await agree('Conv2DBackpropInput', inputs, { strides: 1, pad: 'same', dataFormat: 'NHWC', inputShape });
  });
});
