import type { Layer } from '@gradlab/layer-graph';
import { WeightsOptionError } from './errors.ts';
import { flattenedImage } from './flattened-image.ts';
import { type Slot, sameSlot, turnedSlot } from './slot.ts';
import { sizeOf } from './stored-tensor.ts';

/** What a layer's weight is called within the layer: `kernel`. */
export const weightName = (layer: Layer, index: number) =>
  (layer.weights[index]?.originalName ?? '').split('/').at(-1) as string;

type Shape = readonly number[];
/** The slot of one weight, by the module's name and the shape of the weight; `image` is what `flattenedImage` gives. */
type Rule = (module: string, weight: number, shape: Shape, image: Shape | undefined) => Slot;

/** PyTorch's order of axes: the last one, the channels, first. */
const channelsFirst = (axes: readonly number[]) => [axes.at(-1) as number, ...axes.slice(0, -1)];

const vector =
  (parameter: string): Rule =>
  (module, weight, shape, image) => {
    const name = `${module}.${parameter}`;
    if (image === undefined || shape[0] !== sizeOf(image)) return sameSlot([name], weight, shape);
    const axes = channelsFirst([...image.keys()]);
    return turnedSlot(name, weight, { split: image, axes, shape });
  };

const same =
  (parameter: string): Rule =>
  (module, weight, shape) =>
    sameSlot([`${module}.${parameter}`], weight, shape);

/** Inputs by outputs, which PyTorch has transposed, and flattened images with the channels first. */
const matrix =
  (parameter: string, readsInput = true): Rule =>
  (module, weight, shape, image) => {
    const [inputs, outputs] = shape as [number, number];
    const rows = readsInput && image !== undefined && sizeOf(image) === inputs ? image : [inputs];
    const axes = [rows.length, ...channelsFirst([...rows.keys()])];
    const turn = { split: [...rows, outputs], axes, shape: [outputs, inputs] };
    return turnedSlot(`${module}.${parameter}`, weight, turn);
  };

/** HWIO, which PyTorch has as OIHW. */
const kernel: Rule = (module, weight, shape) => {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const turn = { split: shape, axes: [3, 2, 0, 1], shape: [outputs, inputs, height, width] };
  return turnedSlot(`${module}.weight`, weight, turn);
};

/** Length, inputs, outputs, which PyTorch has in the opposite order. */
const kernel1d: Rule = (module, weight, shape) =>
  turnedSlot(`${module}.weight`, weight, { split: shape, axes: [2, 1, 0], shape: [...shape].reverse() });

/** `[h, w, C, m]`, which PyTorch has as a convolution of C groups: `[C m, 1, h, w]`. */
const depthwiseKernel: Rule = (module, weight, shape) => {
  const [height, width, channels, multiplier] = shape as [number, number, number, number];
  const turn = { split: shape, axes: [2, 3, 0, 1], shape: [channels * multiplier, 1, height, width] };
  return turnedSlot(`${module}.weight`, weight, turn);
};

const NORMALIZATION: Readonly<Record<string, Rule>> = {
  gamma: vector('weight'),
  beta: vector('bias'),
  moving_mean: vector('running_mean'),
  moving_variance: vector('running_var'),
};

const RECURRENT: Readonly<Record<string, Rule>> = {
  kernel: matrix('weight_ih'),
  recurrent_kernel: matrix('weight_hh', false),
  bias: same('bias_ih'),
  recurrent_bias: same('bias_hh'),
};

/** By the class of the layer and the name of the weight. */
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  BatchNorm: NORMALIZATION,
  BatchNormalization: NORMALIZATION,
  Conv1D: { kernel: kernel1d, bias: same('bias') },
  Conv2D: { kernel, bias: same('bias') },
  Dense: { kernel: matrix('weight'), bias: same('bias') },
  DepthwiseConv2D: { depthwise_kernel: depthwiseKernel, bias: same('bias') },
  Embedding: { embeddings: same('weight') },
  LayerNormalization: { gamma: vector('weight'), beta: vector('bias') },
  TokenEmbedding: { embeddings: same('weight') },
  TorchGru: RECURRENT,
  TorchLstm: RECURRENT,
  TorchRnn: RECURRENT,
};

/** PyTorch has the layers of a stack in one module, and tells them apart by `_l0`, `_l1`; ours are named `rnn1`, `rnn2`. */
function stacked(slot: Slot, module: string): Slot {
  const [, base = module, number = '1'] = /^(.*?[^0-9])([0-9]+)$/.exec(module) ?? [];
  const parameter = slot.names[0].slice(module.length + 1);
  return { ...slot, names: [`${base}.${parameter}_l${Number(number) - 1}`] };
}

/**
 * The tensors in which PyTorch would have the weights of a layer, in the module of this name.
 *
 * @throws WeightsOptionError where PyTorch's form of the layer is not known
 */
export function torchSlots(layer: Layer, module: string): Slot[] {
  const className = layer.getClassName();
  const rules = RULES[className];
  const image = flattenedImage(layer);
  return layer.weights.map(({ shape }, index) => {
    const name = weightName(layer, index);
    const rule = rules?.[name];
    if (rule === undefined) {
      throw new WeightsOptionError(
        `${layer.name}: PyTorch's form of ${name} of a ${className} layer is not known; take the naming 'keras' for this model.`,
      );
    }
    const slot = rule(module, index, shape as number[], image);
    return rules === RECURRENT ? stacked(slot, module) : slot;
  });
}
