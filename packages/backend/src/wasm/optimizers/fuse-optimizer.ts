import {
  fill,
  getBackend,
  type NamedAttrMap,
  type NamedTensorMap,
  type Optimizer,
  type Tensor,
  engine as tfEngine,
  tidy,
  type Variable,
  variable,
  version_core,
} from '@tensorflow/tfjs-core';
import { BACKEND, type Undo } from '../registry.ts';
import { warn } from '../warn.ts';

/** One tensor per weight that an optimizer carries from step to step, as it keeps them: in the order of the gradients. */
export interface Slots {
  /** Input of the kernel. */
  readonly name: string;
  /** What TensorFlow.js calls the slot, after the name of its weight. */
  readonly suffix: string;
  readonly list: { originalName: string; variable: Variable }[];
  /** Value before the first step. Default: 0. */
  readonly initial?: number;
}

/** How the update of one of TensorFlow.js' optimizers becomes one kernel per weight. */
export interface FusedOptimizer<State> {
  /** Its class; subclasses that do not update by themselves follow it. */
  readonly type: { readonly prototype: Optimizer; readonly className: string };
  readonly kernel: string;
  /** What it keeps without it being public. Where one is missing, TensorFlow.js is another, and the optimizer's own update runs. */
  readonly fields: readonly (keyof State & string)[];
  readonly slots: (state: State) => readonly Slots[];
  readonly settings: (state: State) => NamedAttrMap;
  /** What changes once per step. */
  readonly finish?: (state: State) => void;
}

type Gradients = Parameters<Optimizer['applyGradients']>[0];
type Entry = readonly [name: string, gradient: Tensor | null | undefined];

const entriesOf = (gradients: Gradients): readonly Entry[] =>
  Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients as NamedTensorMap);

const variableOf = (name: string) => tfEngine().registeredVariables[name] as Variable | undefined;

const isCovered = ([name, gradient]: Entry): boolean => {
  const value = variableOf(name);
  if (value?.dtype !== 'float32') return false;
  return !gradient || (gradient.dtype === 'float32' && gradient.shape.join() === value.shape.join());
};

function slotVariable(
  { list, suffix, initial = 0 }: Slots,
  index: number,
  name: string,
  value: Variable,
): Variable {
  list[index] ??= {
    originalName: `${name}/${suffix}`,
    variable: tidy(() => variable(fill(value.shape, initial), false)),
  };
  return list[index].variable;
}

function update<State>(optimizer: FusedOptimizer<State>, state: State, entries: readonly Entry[]): void {
  const settings = optimizer.settings(state);
  const slots = optimizer.slots(state);
  for (const [index, [name, gradient]] of entries.entries()) {
    const value = variableOf(name) as Variable;
    const kept = slots.map((slot) => slotVariable(slot, index, name, value));
    if (!gradient) continue;
    const inputs = Object.fromEntries(slots.map((slot, i) => [slot.name, kept[i] as Tensor]));
    tidy(() => {
      const results = tfEngine().runKernel(
        optimizer.kernel,
        { value, ...inputs, gradient },
        settings,
      ) as Tensor[];
      for (const [i, target] of [value, ...kept].entries()) target.assign(results[i] as Tensor);
    });
  }
  tidy(() => optimizer.finish?.(state));
}

/** Whether an optimizer is built as expected; the first that is not is told of. */
function isKnown<State>(
  { fields, type }: FusedOptimizer<State>,
  optimizer: object,
  warned: Set<string>,
): boolean {
  const missing = fields.find((field) => !(field in optimizer));
  if (missing !== undefined && !warned.has(missing)) {
    warned.add(missing);
    warn(
      `${type.className} of TensorFlow.js ${version_core} lacks ${missing}; its own, slower update is used.`,
    );
  }
  return missing === undefined;
}

/**
 * Lets an optimizer update each weight with one kernel on wasm. Slots, their names and their order, iterations, and the bits
 * of the results are those of the optimizer's own update, which other backends go on using.
 */
export function fuseOptimizer<State>(fused: FusedOptimizer<State>): Undo {
  const { prototype } = fused.type;
  const stock = Object.getOwnPropertyDescriptor(prototype, 'applyGradients') as PropertyDescriptor;
  const warned = new Set<string>();
  function applyGradients(this: Optimizer, gradients: Gradients): void {
    const entries = entriesOf(gradients);
    if (getBackend() !== BACKEND || !isKnown(fused, this, warned) || !entries.every(isCovered)) {
      stock.value.call(this, gradients);
      return;
    }
    update(fused, this as unknown as State, entries);
    (this as unknown as { incrementIterations(): void }).incrementIterations();
  }
  Object.defineProperty(prototype, 'applyGradients', { ...stock, value: applyGradients });
  return () => {
    Object.defineProperty(prototype, 'applyGradients', stock);
  };
}
