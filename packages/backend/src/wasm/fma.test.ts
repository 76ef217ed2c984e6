import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../load-backend.ts';
import { registerWasmTraining } from './register.ts';
import { agree, random, restoreBackend, tested } from './test-support.ts';

/** The other tests run the build that this Node has by default; on Node 20 that is the one without. */
describe.runIf(tested === 'wasm')('the build with fused multiply-add', () => {
  beforeAll(async () => {
    (await registerWasmTraining()).undo();
    const { engine } = await loadBackend({ prefer: 'wasm', strict: true, experimentalFma: true });
    expect(engine).toBe('fma');
  });
  afterAll(restoreBackend);

  const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC' };

  it.each([
    { size: 13, kernel: 3, channels: [12, 20] },
    { size: 12, kernel: 5, channels: [3, 10] },
    { size: 9, kernel: 1, channels: [16, 24] },
  ])(
    'computes convolutions of $size x $size with $kernel x $kernel filters',
    async ({ size, kernel, channels }) => {
      const input = [2, size, size, channels[0]!];
      const shape = [kernel, kernel, ...channels];
      const x = random(input, 1);
      const filter = random(shape, 2);
      const dy = random([2, size, size, channels[1]!], 3);
      await agree('Conv2D', { x, filter }, { ...attrs, dilations: 1 });
      await agree('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: input });
      await agree('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: shape });
    },
  );

  it('computes depthwise convolutions', async () => {
    const [x, filter, dy] = [random([2, 9, 9, 13], 1), random([3, 3, 13, 1], 2), random([2, 9, 9, 13], 3)];
    const depthwise = { strides: [1, 1], pad: 'same', dilations: [1, 1] };
    await agree('DepthwiseConv2dNative', { x, filter }, depthwise);
    await agree('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { ...depthwise, inputShape: x.shape });
    await agree(
      'DepthwiseConv2dNativeBackpropFilter',
      { x, dy },
      { ...depthwise, filterShape: filter.shape },
    );
  });

  it.each([false, true])('computes matrix products, transposed: %s', async (transposed) => {
    const inputs = transposed
      ? { a: random([70, 37], 1), b: random([29, 70], 2) }
      : { a: random([37, 70], 1), b: random([70, 29], 2) };
    await agree('BatchMatMul', inputs, { transposeA: transposed, transposeB: transposed });
  });
});
