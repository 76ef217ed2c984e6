import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Engine, output } from './engine.ts';
import { inBackwardPass, release, type TensorData, type WasmBackend } from './internals.ts';

/** How many results were put off since the start, and how many of those were computed after all. */
export const deferrals = { promised: 0, computed: 0 };

/**
 * A result that is computed when somebody first looks at it, and never if nobody does.
 *
 * The fused convolution and matrix product of TensorFlow.js always ask for the gradients of all their inputs, also of those
 * that nobody wants: pixels in training, weights in an attack. During a backward pass `defer` hands out a promise for them;
 * elsewhere it computes at once. Tensors never change once made, so the moment makes no difference to the values.
 */
export function defer(
  engine: Engine,
  shape: readonly number[],
  inputs: readonly TensorInfo[],
  compute: (result: TensorInfo) => void,
  continuations?: Continuations,
): TensorInfo {
  if (!inBackwardPass()) {
    const result = output(engine, shape);
    compute(result);
    return result;
  }
  deferrals.promised++;
  const counted = (result: TensorInfo) => {
    deferrals.computed++;
    compute(result);
  };
  return promise(engine, shape, inputs, counted, continuations);
}

/**
 * What a result that waits can be computed as part of, which saves passes over the memory. `shape` is the one in which it is looked
 * at now, because reshaping computes nothing.
 */
export interface Continuations {
  /** It plus a tensor; undefined where that is not computed in one pass. */
  readonly plus?: (other: TensorInfo, shape: readonly number[]) => TensorInfo | undefined;
  /** max(it, 0). */
  readonly rectified?: (shape: readonly number[]) => TensorInfo;
  /** It is dy where y > 0, else 0. */
  readonly active?: { readonly dy: TensorInfo; readonly y: TensorInfo };
}

/**
 * The result of a layer's kernel that waits for the next one, which may be computed with it: a bias, a shortcut, a ReLU. Whoever
 * else looks at it has it computed as it is.
 */
export function postpone(
  engine: Engine,
  shape: readonly number[],
  inputs: readonly TensorInfo[],
  compute: (result: TensorInfo) => void,
  continuations: Continuations,
): TensorInfo {
  return promise(engine, shape, inputs, compute, continuations);
}

/** How to continue a tensor that has not been computed yet. */
export function continuationsOf({ backend }: Engine, { dataId }: TensorInfo): Continuations {
  const data = backend.dataIdMap.get(dataId);
  return data instanceof Deferred && data.pending ? data.continuations : {};
}

/** Whether somebody else holds it too. */
export const isShared = ({ backend }: Engine, { dataId }: TensorInfo) =>
  backend.dataIdMap.get(dataId).refCount > 1;

function promise(
  engine: Engine,
  shape: readonly number[],
  inputs: readonly TensorInfo[],
  compute: (result: TensorInfo) => void,
  continuations: Continuations = {},
): TensorInfo {
  const { backend } = engine;
  for (const { dataId } of inputs) backend.incRef(dataId);
  const info: TensorInfo = { dataId: {}, shape: [...shape], dtype: 'float32' };
  const letGo = () => {
    for (const input of inputs) release(backend, input);
  };
  const force = (): TensorData => {
    const result = output(engine, shape);
    compute(result);
    const data = backend.dataIdMap.get(result.dataId);
    backend.dataIdMap.delete(result.dataId);
    letGo();
    return data;
  };
  backend.dataIdMap.set(info.dataId, new Deferred(info.shape, continuations, force, letGo));
  interceptDisposal(backend);
  return info;
}

/** Stands in the backend's storage for a tensor that has no memory yet. */
class Deferred implements TensorData {
  readonly dtype = 'float32';
  readonly shape: number[];
  readonly continuations: Continuations;
  refCount = 1;
  #data: TensorData | undefined;
  readonly #force: () => TensorData;
  readonly #letGo: () => void;

  constructor(shape: number[], continuations: Continuations, force: () => TensorData, letGo: () => void) {
    this.shape = shape;
    this.continuations = continuations;
    this.#force = force;
    this.#letGo = letGo;
  }

  get pending(): boolean {
    return this.#data === undefined;
  }

  get id(): number {
    return this.#forced().id;
  }

  get memoryOffset(): number {
    return this.#forced().memoryOffset;
  }

  #forced(): TensorData {
    this.#data ??= this.#force();
    return this.#data;
  }

  drop(): void {
    this.#letGo();
  }
}

const intercepted = new WeakSet<WasmBackend>();

/** The backend frees the memory of what it disposes; asking a deferred tensor for its address would compute it. */
function interceptDisposal(backend: WasmBackend): void {
  if (intercepted.has(backend)) return;
  intercepted.add(backend);
  const stock = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force = false) => {
    const data = backend.dataIdMap.has(dataId) ? backend.dataIdMap.get(dataId) : undefined;
    if (!(data instanceof Deferred && data.pending)) return stock(dataId, force);
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    backend.dataIdMap.delete(dataId);
    data.drop();
    return true;
  };
}
