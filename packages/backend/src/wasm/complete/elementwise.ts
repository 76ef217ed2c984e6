import {
  type CastAttrs,
  ClipByValue,
  type ClipByValueAttrs,
  type KernelFunc,
  Log1p,
  Relu6,
  Sign,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { cpuKernel } from '../on-cpu/cpu-kernel.ts';
import { computeOnHeap, type Numbers } from './heap.ts';

type Attrs = Parameters<KernelFunc>[0]['attrs'];

/** A loop over float32 values; other types, which are rare, go to the cpu backend's kernel. */
const floatKernel = (
  kernelName: string,
  fill: (y: Numbers, x: Numbers, attrs: Attrs) => void,
): KernelFunc => {
  const other = cpuKernel(kernelName);
  return (args) => {
    const { x } = args.inputs as { x: TensorInfo };
    if (x.dtype !== 'float32') return other(args);
    return computeOnHeap(args.backend, [x], x.shape, 'float32', (y, values) =>
      fill(y, values as Numbers, args.attrs),
    );
  };
};

/** The stock kernel takes what is smaller than about 1e-7 for 0. */
export const sign = floatKernel(Sign, (y, x) => {
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number;
    y[i] = Number(value > 0) - Number(value < 0);
  }
});

/** The stock kernel adds 1 first, which loses what is smaller than about 1e-7. */
export const log1p = floatKernel(Log1p, (y, x) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.log1p(x[i] as number);
});

/** The stock kernel makes the smaller bound of NaN, and hides that training has diverged. */
export const clipByValue = floatKernel(ClipByValue, (y, x, attrs) => {
  const { clipValueMin, clipValueMax } = attrs as unknown as ClipByValueAttrs;
  for (let i = 0; i < x.length; i++) y[i] = Math.min(Math.max(x[i] as number, clipValueMin), clipValueMax);
});

/** The stock kernel makes 0 of NaN. */
export const relu6 = floatKernel(Relu6, (y, x) => {
  for (let i = 0; i < x.length; i++) y[i] = Math.min(Math.max(x[i] as number, 0), 6);
});

/** The stock kernel truncates numbers to bytes where bool is wanted: 0.5 and 256 become false, 3 becomes 3. */
export const cast =
  (stock: KernelFunc): KernelFunc =>
  (args) => {
    const { x } = args.inputs as { x: TensorInfo };
    const { dtype } = args.attrs as unknown as CastAttrs;
    if (dtype !== 'bool' || (x.dtype !== 'float32' && x.dtype !== 'int32')) return stock(args);
    return computeOnHeap(args.backend, [x], x.shape, 'bool', (y, values) => {
      const from = values as Numbers;
      for (let i = 0; i < from.length; i++) y[i] = from[i] === 0 ? 0 : 1;
    });
  };
