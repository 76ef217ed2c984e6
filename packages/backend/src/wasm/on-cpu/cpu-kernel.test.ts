import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tested } from '../test-support.ts';
import { cpuKernel } from './cpu-kernel.ts';
import { CpuKernelError } from './error.ts';

type Inputs = Readonly<Record<string, unknown>> | readonly tf.Tensor[];

/** Runs the cpu backend's kernel on wasm tensors, and gives its results as tensors. */
function run(kernelName: string, inputs: Inputs, attrs: object = {}): tf.Tensor[] {
  const { backend } = tf.engine();
  const results = cpuKernel(kernelName)({
    inputs: inputs as tf.NamedTensorInfoMap,
    attrs: attrs as tf.NamedAttrMap,
    backend,
  });
  return [results].flat().map((info) => tf.engine().makeTensorFromTensorInfo(info, backend));
}

afterEach(() => {
  tf.env().set('DEBUG', false);
  vi.restoreAllMocks();
});

describe.runIf(tested === 'wasm')('cpuKernel', () => {
  it('computes on the wasm backend what the cpu kernel computes', () => {
    const [y] = run('FloorDiv', { a: tf.tensor1d([7, -7, 7]), b: tf.tensor1d([2, 2, 0], 'float32') });
    expect(y?.dtype).toBe('int32');
    expect(Array.from(y?.dataSync() ?? [])).toEqual([3, -4, 0]);
    expect(Array.from(tf.add(y as tf.Tensor, tf.scalar(1, 'int32')).dataSync())).toEqual([4, -3, 1]);
  });

  it('returns several results, each of the type that it says', () => {
    const x = tf.tensor4d([1, 4, 3, 2], [1, 2, 2, 1]);
    const attrs = { filterSize: 2, strides: 1, pad: 'valid', includeBatchInIndex: false };
    const [largest, place] = run('MaxPoolWithArgmax', { x }, attrs) as [tf.Tensor, tf.Tensor];
    expect([largest.dtype, ...largest.dataSync()]).toEqual(['float32', 4]);
    expect([place.dtype, ...place.dataSync()]).toEqual(['int32', 1]);
  });

  it('takes lists, and inputs that are one list', () => {
    const [splits, values] = run(
      'RaggedGather',
      {
        paramsNestedSplits: [tf.tensor1d([0, 2, 3], 'int32')],
        paramsDenseValues: tf.tensor1d([5, 6, 7]),
        indices: tf.tensor1d([1, 0], 'int32'),
      },
      { outputRaggedRank: 1 },
    ) as [tf.Tensor, tf.Tensor];
    expect([...splits.dataSync()]).toEqual([0, 1, 3]);
    expect([...values.dataSync()]).toEqual([7, 5, 6]);
    const [dot] = run('Einsum', [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])], { equation: 'i,i->' });
    expect(dot?.dataSync()[0]).toBe(11);
  });

  it('takes strings, and inputs that are missing', () => {
    const [replaced] = run(
      'StaticRegexReplace',
      { x: tf.tensor1d(['abc', 'éa']) },
      { pattern: 'a', rewrite: 'ü' },
    );
    expect(replaced?.dataSync()).toEqual(['übc', 'éü']);
    const one = tf.tensor1d([1]);
    const inputs = {
      x: tf.tensor4d([3], [1, 1, 1, 1]),
      mean: one,
      variance: one,
      scale: undefined,
      offset: null,
    };
    expect(run('FusedBatchNorm', inputs, { varianceEpsilon: 0 })[0]?.dataSync()[0]).toBe(2);
  });

  it('leaves nothing behind, on either backend', () => {
    const cpu = tf.findBackend('cpu');
    const x = tf.tensor1d([1, 2]);
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds(), cpu.numDataIds()];
    for (const y of run('Unique', { x }, { axis: 0 })) y.dispose();
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds(), cpu.numDataIds()]).toEqual(before);
  });

  it('refuses kernels that the cpu backend does not have, when they are called', () => {
    const missing = cpuKernel('LogicalXor');
    const call = () => missing({ inputs: {}, attrs: {}, backend: tf.engine().backend });
    expect(call).toThrow(CpuKernelError);
    expect(call).toThrow(/LogicalXor .* no kernel of that name/);
  });

  it('says once in debug mode that it computes', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const x = tf.tensor1d([0.5]);
    run('Asinh', { x });
    expect(warn).not.toHaveBeenCalled();
    tf.env().set('DEBUG', true);
    const said = () => warn.mock.calls.filter(([message]) => String(message).includes('Acosh')).length;
    run('Acosh', { x });
    run('Acosh', { x });
    expect(said()).toBe(1);
  });
});
