import { Einsum, type EinsumAttrs, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { Scratch } from '../composed/scratch.ts';
import { cpuKernel } from '../on-cpu/cpu-kernel.ts';
import { type EinsumPlan, parseEquation, planOf } from './einsum-plan.ts';

/** A tensor whose axes have names. */
interface Labelled {
  readonly tensor: TensorInfo;
  readonly labels: readonly string[];
}

const same = (a: readonly string[], b: readonly string[]) => a.join() === b.join();

/** The same data seen with another shape, without a reference of its own. */
const seenAs = (x: TensorInfo, shape: readonly number[]): TensorInfo => ({ ...x, shape: [...shape] });

function sumOver(scratch: Scratch, x: Labelled, gone: readonly string[]): Labelled {
  if (gone.length === 0) return x;
  const axis = gone.map((label) => x.labels.indexOf(label));
  const tensor = scratch.run('Sum', { x: x.tensor }, { axis, keepDims: false });
  return { tensor, labels: x.labels.filter((label) => !gone.includes(label)) };
}

function inOrder(scratch: Scratch, x: Labelled, labels: readonly string[]): Labelled {
  if (same(x.labels, labels)) return x;
  const perm = labels.map((label) => x.labels.indexOf(label));
  return { tensor: scratch.transpose(x.tensor, perm), labels };
}

const volume = (plan: EinsumPlan, labels: readonly string[]) =>
  labels.reduce((size, label) => size * (plan.sizes.get(label) as number), 1);

/** A tensor as a batch of matrices `[batch, rows, columns]`, transposed only where its axes do not come as either. */
function asMatrices(
  scratch: Scratch,
  plan: EinsumPlan,
  x: Labelled,
  rows: readonly string[],
  columns: readonly string[],
) {
  const [batch, height, width] = [plan.batch, rows, columns].map((labels) => volume(plan, labels)) as [
    number,
    number,
    number,
  ];
  if (same(x.labels, [...plan.batch, ...columns, ...rows])) {
    return { matrices: seenAs(x.tensor, [batch, width, height]), transposed: true };
  }
  const { tensor } = inOrder(scratch, x, [...plan.batch, ...rows, ...columns]);
  return { matrices: seenAs(tensor, [batch, height, width]), transposed: false };
}

function matrixProduct(scratch: Scratch, plan: EinsumPlan, x: readonly [Labelled, Labelled]): TensorInfo {
  const [freeA, freeB] = plan.free;
  const a = asMatrices(scratch, plan, x[0], freeA, plan.summed);
  const b = asMatrices(scratch, plan, x[1], plan.summed, freeB);
  return scratch.run(
    'BatchMatMul',
    { a: a.matrices, b: b.matrices },
    { transposeA: a.transposed, transposeB: b.transposed },
  );
}

/** Products of single numbers, and sums of them: many small matrices would cost more to call than to compute. */
function elementwise(scratch: Scratch, plan: EinsumPlan, x: readonly [Labelled, Labelled]): TensorInfo {
  const [freeA, freeB] = plan.free;
  const sizes = [plan.batch, freeA, freeB, plan.summed].map((labels) => volume(plan, labels));
  const [batch = 1, rows = 1, columns = 1, depth = 1] = sizes;
  const a = inOrder(scratch, x[0], [...plan.batch, ...freeA, ...plan.summed]);
  const b = inOrder(scratch, x[1], [...plan.batch, ...freeB, ...plan.summed]);
  const product = scratch.run(
    'Multiply',
    { a: seenAs(a.tensor, [batch, rows, 1, depth]), b: seenAs(b.tensor, [batch, 1, columns, depth]) },
    {},
  );
  if (plan.summed.length === 0) return product;
  return scratch.run('Sum', { x: product }, { axis: [3], keepDims: false });
}

function contract(scratch: Scratch, plan: EinsumPlan, x: readonly [Labelled, Labelled]): Labelled {
  const [a, b] = [sumOver(scratch, x[0], plan.alone[0]), sumOver(scratch, x[1], plan.alone[1])];
  const [freeA, freeB] = plan.free;
  // The other way round saves transposing the result.
  if (freeA.length > 0 && same(plan.result, [...plan.batch, ...freeB, ...freeA])) {
    const swapped = { ...plan, free: [freeB, freeA], alone: [[], []] } as const;
    return contract(scratch, swapped, [b, a]);
  }
  const small = plan.summed.length === 0 || volume(plan, [...freeA, ...freeB]) === 1;
  const product = (small ? elementwise : matrixProduct)(scratch, plan, [a, b]);
  const labels = [...plan.batch, ...freeA, ...freeB];
  return {
    tensor: seenAs(
      product,
      labels.map((label) => plan.sizes.get(label) as number),
    ),
    labels,
  };
}

const onCpu = cpuKernel(Einsum);

/**
 * Einstein summation of one or two tensors, which the stock wasm backend lacks: sums and transposes for one, a matrix product
 * or an elementwise product for two. Tensors of different or other types than float32 and int32 go to the cpu backend's kernel.
 */
export const einsum: KernelFunc = (args) => {
  const tensors = Object.values(args.inputs) as TensorInfo[];
  const dtypes = new Set(tensors.map(({ dtype }) => dtype));
  if (dtypes.size > 1 || !(dtypes.has('float32') || dtypes.has('int32'))) return onCpu(args);
  const equation = parseEquation((args.attrs as unknown as EinsumAttrs).equation, tensors);
  const plan = planOf(equation);
  const scratch = new Scratch(args.backend);
  const [a, b] = tensors.map((tensor, i): Labelled => ({ tensor, labels: equation.terms[i] as string[] }));
  const contracted = b
    ? contract(scratch, plan, [a as Labelled, b])
    : sumOver(scratch, a as Labelled, plan.alone[0]);
  const { tensor } = inOrder(scratch, contracted, plan.result);
  const ofInput = tensors.some(({ dataId }) => dataId === tensor.dataId);
  return scratch.keep(ofInput ? scratch.run('Identity', { x: tensor }, {}) : tensor);
};
