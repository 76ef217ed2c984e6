import type { OptimizerRecipe } from '@gradlab/train';
import {
  dispose,
  type NamedTensorMap,
  type Optimizer,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { MaskError } from '../errors.ts';
import { applyMasks } from './apply.ts';
import type { Masks } from './mask.ts';
import { maskedVariables } from './weights.ts';

/** What an optimizer keeps; tfjs-core does not export the type. */
type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

/** An optimizer under which pruned weights stay 0. */
export type MaskedOptimizer = Optimizer & {
  /**
   * Goes on with other masks: sets the weights they prune to 0, and what the optimizer keeps for these (momenta) too.
   * @throws MaskError where they do not fit the model
   */
  setMasks(masks: Masks): Promise<void>;
};

/** A weight with its mask as a tensor. */
interface Masking {
  readonly variable: Variable;
  readonly alive: Tensor;
  readonly zeros: Tensor;
}

const maskings = (model: LayersModel, masks: Masks): Map<string, Masking> =>
  new Map(
    [...maskedVariables(model, masks)].map(([path, variable]) => {
      const alive = tensor(masks.get(path)?.bits as Uint8Array, variable.shape, 'bool');
      return [variable.name, { variable, alive, zeros: zerosLike(variable) }];
    }),
  );

const under = ({ alive, zeros }: Masking, value: Tensor): Tensor => where(alive, value, zeros);

const disposeAll = (all: ReadonlyMap<string, Masking>) => {
  for (const { alive, zeros } of all.values()) dispose([alive, zeros]);
};

/** The masking of the weight that a slot belongs to: slots are called `<weight>/<slot>`. */
const ownerOf = (all: ReadonlyMap<string, Masking>, { name, tensor: slot }: NamedTensor) => {
  const masking = all.get(name.slice(0, name.lastIndexOf('/')));
  return masking?.variable.shape.join() === slot.shape.join() ? masking : undefined;
};

function maskGradients(all: ReadonlyMap<string, Masking>, gradients: NamedTensorMap | NamedTensor[]) {
  // TensorFlow.js hands out null for a weight that the loss does not depend on.
  const masked = (name: string, gradient: Tensor | null) => {
    const masking = all.get(name);
    return (masking && gradient ? under(masking, gradient) : gradient) as Tensor;
  };
  if (Array.isArray(gradients)) {
    return gradients.map(({ name, tensor: gradient }) => ({ name, tensor: masked(name, gradient) }));
  }
  return Object.fromEntries(Object.entries(gradients).map(([name, value]) => [name, masked(name, value)]));
}

const isSlot = (one: unknown): one is { readonly originalName: string; readonly variable: Variable } =>
  typeof (one as { originalName?: unknown } | null)?.originalName === 'string';

/** What TensorFlow.js' own optimizers keep, without the wait of `getWeights`, which Adamax lacks. */
const stockSlots = (optimizer: Optimizer): NamedTensor[] =>
  Object.values(optimizer)
    .filter(Array.isArray)
    .flat()
    .filter(isSlot)
    .map(({ originalName: name, variable: tensor }) => ({ name, tensor }));

/** What an optimizer keeps for its weights: variables of its own. */
async function slotsOf(optimizer: Optimizer): Promise<NamedTensor[]> {
  const stock = stockSlots(optimizer);
  if (stock.length > 0 || optimizer.iterations === 0) return stock;
  const [steps, ...slots] = await optimizer.getWeights();
  dispose(steps?.tensor as Tensor);
  return slots;
}

/** Sets the slots of pruned weights to 0. */
function maskSlots(slots: readonly NamedTensor[], all: ReadonlyMap<string, Masking>): void {
  for (const slot of slots) {
    const masking = ownerOf(all, slot);
    if (masking) tidy(() => (slot.tensor as Variable).assign(under(masking, slot.tensor)));
  }
}

/**
 * An optimizer recipe whose steps leave the pruned weights of a model exactly 0, and all that the optimizer keeps for them (momenta, moments)
 * too. When the recipe is called it sets these weights to 0. It works in `fit` and by hand, with the recipes of `@gradlab/train` and those of
 * TensorFlow.js:
 *
 * ```ts
 * await fit(model, train, { optimizer: masked(adam(), model, masks), epochs: 5 });
 * const optimizer = masked(() => tf.train.momentum(0.1, 0.9), model, masks)();
 * ```
 *
 * @param recipe must make a new optimizer: what one that took steps keeps may be other than 0
 * @throws MaskError, when called, where the masks do not fit the model, or the optimizer is not new
 */
export function masked(recipe: OptimizerRecipe, model: LayersModel, masks: Masks): () => MaskedOptimizer {
  return () => {
    maskedVariables(model, masks);
    const optimizer = recipe();
    if (optimizer.iterations > 0) {
      throw new MaskError(
        `The recipe made an optimizer that took ${optimizer.iterations} steps; let it make a new one, or call setMasks.`,
      );
    }
    applyMasks(model, masks);
    let all = maskings(model, masks);
    const plain = {
      applyGradients: optimizer.applyGradients.bind(optimizer),
      setWeights: optimizer.setWeights.bind(optimizer),
      dispose: optimizer.dispose.bind(optimizer),
    };
    const changes = {
      applyGradients: (gradients: NamedTensorMap | NamedTensor[]): void =>
        tidy(() => {
          plain.applyGradients(maskGradients(all, gradients) as NamedTensorMap);
          // A rule without an eps divides 0 by 0 for a weight that never had a gradient.
          for (const masking of all.values()) masking.variable.assign(under(masking, masking.variable));
          // Adagrad's begin at 0.1, and those of centered RMSprop become NaN without a gradient.
          maskSlots(stockSlots(optimizer), all);
        }),
      setWeights: async (values: NamedTensor[]): Promise<void> => {
        await plain.setWeights(values);
        maskSlots(await slotsOf(optimizer), all);
      },
      setMasks: async (next: Masks): Promise<void> => {
        maskedVariables(model, next);
        const slots = await slotsOf(optimizer);
        applyMasks(model, next);
        disposeAll(all);
        all = maskings(model, next);
        maskSlots(slots, all);
      },
      dispose: (): void => {
        disposeAll(all);
        all = new Map();
        plain.dispose();
      },
    };
    return Object.assign(optimizer, changes);
  };
}
