import type { Layer } from '@gradlab/layer-graph';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { WeightsOptionError } from './errors.ts';
import { writeNpz } from './npz.ts';
import { type LayerMap, NAMINGS, type Naming, planOf } from './plan.ts';
import { writeSafetensors } from './safetensors.ts';
import { float32Of, type StoredTensor, storedFloats } from './stored-tensor.ts';

export interface ExportOptions {
  /** Default: 'safetensors'. */
  readonly format?: 'safetensors' | 'npz';
  /** How tensors are named and ordered. Default: 'torchvision'. */
  readonly naming?: Naming;
  /** Names of modules for layers that shall be named otherwise. Default: none. */
  readonly map?: LayerMap;
  /** Precision of the values; F16 and BF16 round to the nearest. An npz has no BF16. Default: 'F32', which loses nothing. */
  readonly dtype?: 'F32' | 'F16' | 'BF16';
  /** Texts for the header of a safetensors file. Default: `{ format: 'pt' }`, which its readers in PyTorch expect. */
  readonly metadata?: Readonly<Record<string, string>>;
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    throw new WeightsOptionError(
      `exportWeights: ${name} must be ${choices.join(' or ')}, got ${JSON.stringify(value)}.`,
    );
  }
}

const valuesOf = (layer: Layer, weight: number) =>
  (layer.weights[weight] as LayerVariable).read().data() as Promise<Float32Array>;

const overflows = (before: Float32Array, after: Float32Array) =>
  before.findIndex((value, i) => Number.isFinite(value) && !Number.isFinite(after[i]));

function stored(
  name: string,
  values: Float32Array,
  shape: readonly number[],
  dtype: 'F32' | 'F16' | 'BF16',
): StoredTensor {
  const tensor = storedFloats(values, shape, dtype);
  const at = dtype === 'F32' ? -1 : overflows(values, float32Of(tensor));
  if (at < 0) return tensor;
  throw new WeightsOptionError(
    `exportWeights: ${name} holds ${values[at]}, which is too large for ${dtype}; write F32.`,
  );
}

/**
 * The weights of a model, moving statistics included, as the bytes of a file that other programs read. Written as F32 and loaded again
 * by `loadPretrained` or `importWeights`, they are the same to the bit.
 *
 * @throws WeightsOptionError where an option cannot be meant, a layer is of a class whose form in the naming is not known, or a value is
 * too large for the precision
 */
export async function exportWeights(
  model: LayersModel,
  {
    format = 'safetensors',
    naming = 'torchvision',
    map,
    dtype = 'F32',
    metadata = { format: 'pt' },
  }: ExportOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkChoice('format', format, ['safetensors', 'npz']);
  checkChoice('naming', naming, NAMINGS);
  checkChoice('dtype', dtype, ['F32', 'F16', 'BF16']);
  const tensors = new Map<string, StoredTensor>();
  for (const { layer, slot } of planOf(model, naming, map)) {
    const ours = await Promise.all(slot.weights.map((weight) => valuesOf(layer, weight)));
    const [name] = slot.names;
    tensors.set(name, stored(name, slot.toTheirs(ours), slot.shape, dtype));
  }
  return format === 'npz' ? writeNpz(tensors) : writeSafetensors(tensors, metadata);
}
