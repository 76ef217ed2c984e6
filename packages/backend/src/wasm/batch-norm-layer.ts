import {
  FusedBatchNorm,
  getBackend,
  ones,
  Tensor,
  engine as tfEngine,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { TRAINING_KERNEL } from './batch-norm-training.ts';
import { recordings } from './internals.ts';
import { patchLayerClass, replaceMethod } from './layer-class.ts';
import { MOVING_AVERAGE_KERNEL } from './moving-average.ts';
import type { Undo } from './registry.ts';

interface LayerVariable {
  read(): Tensor;
  write(value: Tensor): unknown;
}

/** What this code uses of tfjs-layers' BatchNormalization once it is built. */
interface BatchNormalization {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  /** Absent where the layer does not scale, or not centre. */
  readonly gamma?: LayerVariable | null;
  readonly beta?: LayerVariable | null;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

type Call = (this: BatchNormalization, inputs: Tensor | Tensor[], kwargs: { training?: unknown }) => Tensor;

/** The input, where the engine normalizes it: the last axis of a batch of floats, on wasm. */
function coveredInput(layer: BatchNormalization, inputs: Tensor | Tensor[]): Tensor | undefined {
  const x = Array.isArray(inputs) && inputs.length === 1 ? inputs[0] : inputs;
  if (!(x instanceof Tensor) || x.dtype !== 'float32' || x.rank < 2) return undefined;
  const lastAxis = layer.axis === -1 || layer.axis === x.rank - 1;
  const known = [layer.movingMean, layer.movingVariance].every(
    (variable) => variable?.read instanceof Function,
  );
  // A gradient of a gradient needs operations that have one; ours have the first only.
  return getBackend() === 'wasm' && lastAxis && known && recordings() <= 1 ? x : undefined;
}

function moveAverage(variable: LayerVariable, value: Tensor, momentum: number): void {
  const inputs = { old: variable.read(), value };
  variable.write(tfEngine().runKernel(MOVING_AVERAGE_KERNEL, inputs, { rate: 1 - momentum }) as Tensor);
}

function normalizeInTraining(layer: BatchNormalization, x: Tensor): Tensor {
  // TensorFlow.js saves the scale for the gradient and cannot save what is absent.
  const scale = layer.gamma ? layer.gamma.read() : ones([x.shape.at(-1) as number]);
  const inputs = { x, scale, ...(layer.beta ? { offset: layer.beta.read() } : {}) };
  const results = tfEngine().runKernel(TRAINING_KERNEL, inputs, { epsilon: layer.epsilon });
  const [y, mean, variance] = results as unknown as [Tensor, Tensor, Tensor];
  moveAverage(layer.movingMean, mean, layer.momentum);
  moveAverage(layer.movingVariance, variance, layer.momentum);
  return y;
}

function normalizeInInference(layer: BatchNormalization, x: Tensor): Tensor {
  const channels = [x.shape.at(-1) as number];
  // Without scale or offset the gradient of TensorFlow.js fails.
  const scale = layer.gamma ? layer.gamma.read() : ones(channels);
  const offset = layer.beta ? layer.beta.read() : zeros(channels);
  const [mean, variance] = [layer.movingMean.read(), layer.movingVariance.read()];
  const inputs = { x, scale, offset, mean, variance };
  return tfEngine().runKernel(FusedBatchNorm, inputs, { varianceEpsilon: layer.epsilon }) as Tensor;
}

/**
 * Makes tfjs-layers' BatchNormalization compute with the engine on wasm. In training the stock layer gathers the moments with
 * four passes over the batch, and its gradient needs a dozen. Other backends, and axes that are not the last one, keep the
 * stock layer. What it cannot do works here: training without scale or offset, and inputs of rank 5.
 */
export const patchBatchNormalization = (): Undo =>
  patchLayerClass('BatchNormalization', (layerClass) =>
    replaceMethod<Call>(
      layerClass,
      'call',
      (stock) =>
        function call(inputs, kwargs) {
          const x = coveredInput(this, inputs);
          if (x === undefined) return stock.call(this, inputs, kwargs);
          return tidy(() => (kwargs.training ? normalizeInTraining(this, x) : normalizeInInference(this, x)));
        },
    ),
  );
