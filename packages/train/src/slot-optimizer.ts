import {
  engine,
  type NamedTensorMap,
  Optimizer,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** How an optimizer changes one weight. */
export interface UpdateRule {
  /** What it carries from step to step beside each weight, zero at first. Names within a checkpoint. */
  readonly slots: readonly string[];
  /**
   * @param step 1 in the first step.
   * @returns the new value and the new slots, in that order. Everything else it makes is tidied.
   */
  readonly update: (
    value: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    step: number,
  ) => readonly Tensor[];
}

type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];
interface Slot {
  readonly originalName: string;
  readonly variable: Variable;
}

/** An optimizer made of one rule for all weights. A restored one goes on to the same bits: the step is all it counts. */
export class SlotOptimizer extends Optimizer {
  static readonly className: string = 'GradlabSlotOptimizer';
  readonly #rule: UpdateRule;
  /** By slot, then by place of the weight among the gradients, as TensorFlow.js' own optimizers keep theirs. */
  #slots: Slot[][];

  constructor(rule: UpdateRule) {
    super();
    this.#rule = rule;
    this.#slots = rule.slots.map(() => []);
  }

  #slotsOf(index: number, name: string, value: Tensor): Variable[] {
    return this.#slots.map((list, kind) => {
      list[index] ??= {
        originalName: `${name}/${this.#rule.slots[kind]}`,
        variable: tidy(() => variable(zerosLike(value), false)),
      };
      return list[index].variable;
    });
  }

  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const entries = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    for (const [index, [name, gradient]] of entries.entries()) {
      const value = engine().registeredVariables[name] as Variable;
      const slots = this.#slotsOf(index, name, value);
      // TensorFlow.js hands out null for a weight that the loss does not depend on.
      if ((gradient as Tensor | null | undefined) == null) continue;
      tidy(() => {
        const results = this.#rule.update(value, gradient, slots, this.iterations + 1);
        for (const [i, target] of [value, ...slots].entries()) target.assign(results[i] as Tensor);
      });
    }
    this.incrementIterations();
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const slots = this.#slots
      .flat()
      .map(({ originalName, variable: tensor }) => ({ name: originalName, tensor }));
    return [await this.saveIterations(), ...slots];
  }

  override async setWeights(values: NamedTensor[]): Promise<void> {
    const slots = await this.extractIterations(values);
    this.#disposeSlots();
    const count = slots.length / this.#rule.slots.length;
    this.#slots = this.#rule.slots.map((_, kind) =>
      slots.slice(kind * count, (kind + 1) * count).map(({ name, tensor }) => ({
        originalName: name,
        variable: tidy(() => variable(tensor, false)),
      })),
    );
  }

  #disposeSlots(): void {
    for (const slot of this.#slots.flat()) slot.variable.dispose();
  }

  override dispose(): void {
    this.#disposeSlots();
  }

  override getConfig() {
    return {};
  }
}
