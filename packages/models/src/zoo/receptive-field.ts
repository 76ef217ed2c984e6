import { useOf } from '@gradlab/layer-graph';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';
import { type AxisField, PIXEL, slide, union, whole } from './field.ts';
import { layerNamed } from './graph.ts';
import { windowsOf } from './windows.ts';

type Pair = readonly [height: number, width: number];
type Fields = readonly [AxisField, AxisField];

/** Place (i, j) of a layer sees rows `start[0] + i * stride[0]` and the `size[0] - 1` after them, and columns alike. */
export interface ReceptiveField {
  /** Pixels of the input, padding included: it may be larger than the image. */
  readonly size: Pair;
  /** Pixels between the fields of neighbours; 0 after flattening and global pooling. */
  readonly stride: Pair;
  /** Of place (0, 0); negative where it is padding. */
  readonly start: Pair;
}

/**
 * What one place of a layer's output sees of the image, from kernels, strides, dilations and paddings alone (Araujo, Norris & Sim
 * 2019, "Computing receptive fields of convolutional neural networks"): two 3 x 3 convolutions see 5 x 5. It is what can have an
 * influence; weights decide what has. Where ways of different reach meet, as around a residual block, the longest counts.
 *
 * @throws ModelError where there is no such layer, the input is no image `[N, H, W, C]`, or a layer on the way moves places in a way
 *   that is not known (recurrent and transposed ones, for example).
 */
export function receptiveField(model: LayersModel, layerName: string): ReceptiveField {
  const layer = layerNamed(model, layerName, 'receptiveField');
  const image = model.inputs.length === 1 ? model.inputs[0]?.shape : undefined;
  if (image?.length !== 4) {
    throw new ModelError(
      `receptiveField: ${model.name} must have one input [batch, height, width, channels], got ${JSON.stringify(image ?? model.inputs.map(({ shape }) => shape))}.`,
    );
  }
  if (layer.inboundNodes.length !== 1) {
    throw new ModelError(
      `receptiveField: the layer ${JSON.stringify(layerName)} is used ${layer.inboundNodes.length} times and has no single output.`,
    );
  }
  const [rows, columns] = fieldsOf(layer.output as SymbolicTensor, new Map());
  return {
    size: [rows.size, columns.size],
    stride: [rows.stride, columns.stride],
    start: [rows.start, columns.start],
  };
}

function fieldsOf(tensor: SymbolicTensor, known: Map<number, Fields>): Fields {
  const before = known.get(tensor.id);
  if (before !== undefined) return before;
  if (tensor.sourceLayer.getClassName() === 'InputLayer') return [PIXEL, PIXEL];
  const { inputTensors } = useOf(tensor);
  const fields = inputTensors.map((input) => through(tensor, input, fieldsOf(input, known)));
  const found: Fields = [joined(tensor, fields, 0), joined(tensor, fields, 1)];
  known.set(tensor.id, found);
  return found;
}

/** The fields after the layer of `tensor`, as far as they come from one of its inputs. */
function through({ sourceLayer, shape }: SymbolicTensor, input: SymbolicTensor, fields: Fields): Fields {
  const windows = windowsOf(sourceLayer, input.shape, shape);
  if (windows === 'each') return fields;
  return [0, 1].map((axis) => {
    const field = fields[axis as 0 | 1];
    if (windows !== 'all') return slide(field, windows[axis as 0 | 1]);
    const places = input.shape[axis + 1];
    if (input.shape.length !== 4) return field;
    if (places != null) return whole(field, places);
    throw new ModelError(
      `receptiveField: ${sourceLayer.name} sees all places, but how many is not fixed; make the network for images of one size.`,
    );
  }) as unknown as Fields;
}

function joined({ sourceLayer }: SymbolicTensor, fields: readonly Fields[], axis: 0 | 1): AxisField {
  const all = union(fields.map((one) => one[axis]));
  if (all !== undefined) return all;
  throw new ModelError(
    `receptiveField: ${sourceLayer.name} joins layers whose places lie ${fields.map((one) => one[axis].stride).join(' and ')} pixels apart.`,
  );
}
