import { reshape, sum, type Tensor, type TileAttrs } from '@tensorflow/tfjs-core';
import { onWasm } from './on-wasm.ts';

/** The sum over the repetitions at once. The stock gradient adds them up slice by slice, and stops at rank 4. */
export const tileGradient = onWasm(() => (dy, saved, attrs) => {
  const x = saved[0] as Tensor;
  const { reps } = attrs as unknown as TileAttrs;
  const split: number[] = [];
  const repeated: number[] = [];
  for (const [axis, size] of x.shape.entries()) {
    const times = reps[axis] as number;
    if (times !== 1) repeated.push(split.push(times) - 1);
    split.push(size);
  }
  return { x: () => reshape(sum(reshape(dy as Tensor, split), repeated), x.shape) };
});
