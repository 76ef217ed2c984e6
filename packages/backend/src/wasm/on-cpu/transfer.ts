import {
  backend_util,
  Complex,
  getKernel,
  type KernelBackend,
  type NamedTensorInfoMap,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';

/** Some kernels of the cpu backend ask for the rank, as if what they get were always a tensor. */
type Ranked = TensorInfo & { readonly rank: number };

type Values = Parameters<KernelBackend['write']>[0];

/** The cpu backend keeps the two parts of complex numbers as two tensors. */
function writeComplex(values: Float32Array, shape: number[], cpu: KernelBackend): TensorInfo {
  const parts = backend_util.splitRealAndImagArrays(values);
  const part = (name: 'real' | 'imag') =>
    ({ dataId: cpu.write(parts[name], shape, 'float32'), shape, dtype: 'float32' }) as TensorInfo;
  const inputs = { real: part('real'), imag: part('imag') };
  return getKernel(Complex, 'cpu').kernelFunc({ inputs, backend: cpu }) as TensorInfo;
}

/** A copy of a tensor of the wasm backend. */
export function toCpu({ dataId, shape, dtype }: TensorInfo, wasm: KernelBackend, cpu: KernelBackend): Ranked {
  const values = wasm.readSync(dataId);
  const copy =
    dtype === 'complex64'
      ? writeComplex(values as Float32Array, shape, cpu)
      : { dataId: cpu.write(values, shape, dtype), shape, dtype };
  return { ...copy, rank: shape.length };
}

/** A copy on the wasm backend. Kernels of the cpu backend may keep values in an array of another type than they say. */
export function fromCpu(
  { dataId, shape, dtype }: TensorInfo,
  cpu: KernelBackend,
  wasm: KernelBackend,
): TensorInfo {
  const values = cpu.readSync(dataId);
  const typed = dtype === 'complex64' ? values : util.convertBackendValuesAndArrayBuffer(values, dtype);
  return { dataId: wasm.write(typed as Values, shape, dtype), shape, dtype };
}

/** What a kernel really gets for one of its inputs: it may be missing, or be a list. */
type Input = TensorInfo | readonly TensorInfo[] | null | undefined;

/** All inputs of a kernel, named or as one list. */
export function mapInputs(
  inputs: NamedTensorInfoMap,
  copy: (x: TensorInfo) => TensorInfo,
): NamedTensorInfoMap {
  const copyOne = (input: Input) =>
    Array.isArray(input) ? input.map(copy) : input ? copy(input as TensorInfo) : input;
  const given = inputs as Readonly<Record<string, Input>> | readonly Input[];
  const copied = Array.isArray(given)
    ? given.map(copyOne)
    : Object.fromEntries(Object.entries(given).map(([name, input]) => [name, copyOne(input)]));
  return copied as NamedTensorInfoMap;
}
