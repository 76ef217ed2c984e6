import { add, dispose, div, keep, mul, type NamedTensorMap, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type Measured, unread } from './measure.ts';

interface BatchGradients {
  readonly gradients: NamedTensorMap;
  readonly measured: Measured;
}

/** `sum` plus `gradients` times the batch's size; weights on which the loss does not depend have none. */
function added(sum: NamedTensorMap, gradients: NamedTensorMap, count: number): NamedTensorMap {
  const next: NamedTensorMap = { ...sum };
  for (const [name, gradient] of Object.entries(gradients)) {
    if ((gradient as Tensor | null) == null) continue;
    const share = mul(gradient, count);
    const known = sum[name];
    next[name] = keep(known === undefined ? share : add(known, share));
  }
  return next;
}

/**
 * The gradients of several batches, each weighted by its size, given to `use` as those of one large batch. One batch's activations are in
 * memory at a time.
 */
export function combined<Batch>(
  batches: readonly Batch[],
  gradientsOf: (batch: Batch, index: number) => BatchGradients,
  use: (gradients: NamedTensorMap) => void,
): Measured[] {
  let total: NamedTensorMap = {};
  let samples = 0;
  const all: Measured[] = [];
  try {
    for (const [i, batch] of batches.entries()) {
      const old = total;
      tidy(() => {
        const { gradients, measured: one } = gradientsOf(batch, i);
        for (const scalar of unread(one)) keep(scalar);
        all.push(one);
        samples += one.count;
        total = added(old, gradients, one.count);
      });
      dispose(Object.entries(old).flatMap(([name, value]) => (total[name] === value ? [] : [value])));
    }
    tidy(() =>
      use(Object.fromEntries(Object.entries(total).map(([name, value]) => [name, div(value, samples)]))),
    );
    return all;
  } catch (error) {
    dispose(all.flatMap(unread));
    throw error;
  } finally {
    dispose(Object.values(total));
  }
}
