import { broadcast_util, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { computeOnHeap, type Numbers } from './heap.ts';

/** How far apart neighbours along each axis lie; 0 where the tensor is repeated. */
function strides(shape: readonly number[], repeatedTo: readonly number[]): number[] {
  const missing = repeatedTo.length - shape.length;
  let volume = 1;
  const found = repeatedTo.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    found[axis + missing] = size === 1 ? 0 : volume;
    volume *= size;
  }
  return found;
}

interface Walk {
  readonly shape: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** Equal shapes, and single numbers, are walked as one row. */
function walkOf(a: readonly number[], b: readonly number[], shape: readonly number[]): Walk {
  const [sizeA, sizeB, size] = [a, b, shape].map((s) => util.sizeFromShape([...s])) as [
    number,
    number,
    number,
  ];
  const row = (own: number) => (own === 1 ? 0 : 1);
  if ([1, size].includes(sizeA) && [1, size].includes(sizeB)) {
    return { shape: [size], a: [row(sizeA)], b: [row(sizeB)] };
  }
  return { shape, a: strides(a, shape), b: strides(b, shape) };
}

/** One row of the result; `stepA` and `stepB` are 0 where that tensor is repeated. */
function chooseRow(
  largest: boolean,
  y: Numbers,
  to: number,
  columns: number,
  a: Numbers,
  fromA: number,
  stepA: number,
  b: Numbers,
  fromB: number,
  stepB: number,
): void {
  for (let i = 0; i < columns; i++) {
    const left = a[fromA + i * stepA] as number;
    const right = b[fromB + i * stepB] as number;
    // Not a function handed in: a call for each number would cost several times as much as the comparison.
    y[to + i] = largest ? Math.max(left, right) : Math.min(left, right);
  }
}

function choose(largest: boolean, y: Numbers, a: Numbers, b: Numbers, walk: Walk): void {
  const last = walk.shape.length - 1;
  const [columns, stepA, stepB] = [walk.shape, walk.a, walk.b].map((of) => of[last] as number) as [
    number,
    number,
    number,
  ];
  let to = 0;
  const visit = (axis: number, fromA: number, fromB: number) => {
    if (axis === last) {
      chooseRow(largest, y, to, columns, a, fromA, stepA, b, fromB, stepB);
      to += columns;
      return;
    }
    for (let i = 0; i < (walk.shape[axis] as number); i++) {
      visit(axis + 1, fromA + i * (walk.a[axis] as number), fromB + i * (walk.b[axis] as number));
    }
  };
  visit(0, 0, 0);
}

const extreme =
  (largest: boolean) =>
  (stock: KernelFunc): KernelFunc =>
  (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return stock(args);
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    return computeOnHeap(args.backend, [a, b], shape, 'float32', (y, left, right) => {
      if (y.length > 0)
        choose(largest, y, left as Numbers, right as Numbers, walkOf(a.shape, b.shape, shape));
    });
  };

/** The larger of two numbers, NaN where one of them is NaN. The stock kernel takes no notice of NaN in the second tensor. */
export const maximum = extreme(true);

/** The smaller of two numbers, NaN where one of them is NaN. */
export const minimum = extreme(false);
