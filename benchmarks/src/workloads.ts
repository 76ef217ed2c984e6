/** One network at one batch size. The same table is read by the contenders in Node and, as JSON, by the one in Python. */
export interface Workload {
  /** Name of the factory in @gradlab/models and of the function in pytorch/networks.py. */
  readonly id: string;
  readonly title: string;
  readonly batch: number;
  /** Shape of one input, channels last. */
  readonly input: readonly number[];
  readonly classes: number;
  /** Inputs are one-hot codes along the last axis instead of uniform in [0, 1). */
  readonly oneHot?: boolean;
}

const IMAGE = [32, 32, 3] as const;

export const WORKLOADS: readonly Workload[] = [
  { id: 'digitCnn', title: 'digit CNN', batch: 128, input: [28, 28, 1], classes: 10 },
  { id: 'cifarCnn', title: 'CIFAR CNN (B1)', batch: 256, input: IMAGE, classes: 10 },
  { id: 'resnet20', title: 'ResNet-20', batch: 128, input: IMAGE, classes: 10 },
  { id: 'mobilenetCifar', title: 'MobileNet 0.5 (depthwise)', batch: 128, input: IMAGE, classes: 10 },
  { id: 'wordGru', title: 'word GRU', batch: 128, input: [10, 47], classes: 5, oneHot: true },
  { id: 'rowRnn', title: 'row RNN', batch: 128, input: IMAGE, classes: 10 },
  { id: 'mlp', title: 'MLP 784-300-100-10', batch: 128, input: [784], classes: 10 },
];

/** What is done with a network, cheapest first: each one contains the work of a forward pass. */
export const OPERATIONS = ['forward', 'inputGradient', 'train', 'pgd'] as const;

export type Operation = (typeof OPERATIONS)[number];

export const OPERATION_TITLES: Readonly<Record<Operation, string>> = {
  forward: 'forward',
  inputGradient: 'input gradient',
  train: 'training step',
  pgd: 'PGD-10',
};

/** A lower bound of an operation's time in units of another: PGD-10 takes ten input gradients. */
export const AT_LEAST: Readonly<Record<Operation, readonly (readonly [Operation, number])[]>> = {
  forward: [],
  inputGradient: [['forward', 1]],
  train: [['forward', 1]],
  pgd: [
    ['inputGradient', 10],
    ['forward', 10],
  ],
};
