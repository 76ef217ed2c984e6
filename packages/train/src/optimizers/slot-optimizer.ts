import {
  add,
  engine,
  mul,
  type NamedTensorMap,
  Optimizer,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** One step, as the rule of an optimizer needs it. */
export interface RuleStep {
  /** 1 in the first step. */
  readonly step: number;
  /** The learning rate of this step: the optimizer's own times the schedule's factor. */
  readonly rate: number;
}

/** How an optimizer changes one weight. */
export interface UpdateRule {
  readonly learningRate: number;
  /** What it carries from step to step beside each weight, zero at first. Names within a checkpoint. */
  readonly slots: readonly string[];
  /** Added to the gradient, times the weight: the gradient of an L2 penalty. Default: 0. */
  readonly l2?: number;
  /** @returns the new value and the new slots, in that order. Everything else it makes is tidied. */
  readonly update: (
    value: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    step: RuleStep,
  ) => readonly Tensor[];
}

type NamedTensor = Awaited<ReturnType<Optimizer['getWeights']>>[number];

/**
 * An optimizer made of one rule for all weights. A restored one goes on to the same bits: the step is all it counts. Slots belong to
 * the weights' names, so that weights may be frozen or thawed on the way; TensorFlow.js' own go by place.
 */
export class SlotOptimizer extends Optimizer {
  static readonly className: string = 'GradlabSlotOptimizer';
  readonly #rule: UpdateRule;
  readonly #slots = new Map<string, Variable[]>();
  #factor = 1;

  constructor(rule: UpdateRule) {
    super();
    this.#rule = rule;
  }

  /** The next steps take the learning rate times `factor`, a number >= 0. */
  scaleLearningRate(factor: number): void {
    this.#factor = factor;
  }

  #slotsOf(name: string, value: Tensor): Variable[] {
    const known = this.#slots.get(name);
    if (known) return known;
    const slots = this.#rule.slots.map(() => tidy(() => variable(zerosLike(value), false)));
    this.#slots.set(name, slots);
    return slots;
  }

  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const entries = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    const { learningRate, l2 = 0, update } = this.#rule;
    const step = { step: this.iterations + 1, rate: learningRate * this.#factor };
    for (const [name, gradient] of entries) {
      // TensorFlow.js hands out null for a weight that the loss does not depend on.
      if ((gradient as Tensor | null | undefined) == null) continue;
      const value = engine().registeredVariables[name] as Variable;
      const slots = this.#slotsOf(name, value);
      tidy(() => {
        const slope = l2 === 0 ? gradient : add(gradient, mul(value, l2));
        const results = update(value, slope, slots, step);
        for (const [i, target] of [value, ...slots].entries()) target.assign(results[i] as Tensor);
      });
    }
    this.incrementIterations();
  }

  /** The number of steps, then each weight's slots, named `<weight>/<slot>`. */
  override async getWeights(): Promise<NamedTensor[]> {
    const slots = [...this.#slots].flatMap(([name, tensors]) =>
      tensors.map((tensor, i) => ({ name: `${name}/${this.#rule.slots[i]}`, tensor })),
    );
    return [await this.saveIterations(), ...slots];
  }

  override async setWeights(values: NamedTensor[]): Promise<void> {
    const slots = await this.extractIterations(values);
    this.#disposeSlots();
    const names = new Set(slots.map(({ name }) => name.slice(0, name.lastIndexOf('/'))));
    for (const name of names) {
      const own = this.#rule.slots.map((slot) => slots.find((value) => value.name === `${name}/${slot}`));
      if (own.some((value) => value === undefined)) {
        throw new RangeError(
          `These are not the slots of this optimizer: ${name} lacks one of ${this.#rule.slots}.`,
        );
      }
      this.#slots.set(
        name,
        own.map((value) => tidy(() => variable((value as NamedTensor).tensor, false))),
      );
    }
  }

  #disposeSlots(): void {
    for (const slot of [...this.#slots.values()].flat()) slot.dispose();
    this.#slots.clear();
  }

  override dispose(): void {
    this.#disposeSlots();
  }

  override getConfig() {
    return {};
  }
}

/** Whether an optimizer is one of this package. TensorFlow.js lets `instanceof` say so of every optimizer. */
export const isSlotOptimizer = (optimizer: Optimizer): optimizer is SlotOptimizer =>
  'scaleLearningRate' in optimizer;
