import { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

type Layer = LayersModel['layers'][number];
type Weight = Layer['weights'][number];

/** Puts a method of its own on an object while `body` runs; what its class has comes back afterwards, whatever happens. */
function withMethods<R>(changes: readonly (readonly [object, string, unknown])[], body: () => R): R {
  for (const [target, name, value] of changes) {
    Object.defineProperty(target, name, { value, configurable: true, enumerable: false, writable: true });
  }
  try {
    return body();
  } finally {
    for (const [target, name] of changes) delete (target as Record<string, unknown>)[name];
  }
}

/** Runs `body` while every single output of a layer is replaced by what `change` makes of it. Synchronous. */
export function withOutputs<R>(
  model: LayersModel,
  change: (layer: string, output: Tensor) => Tensor,
  body: () => R,
): R {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const changes = layers.map((layer) => {
    const call = layer.call.bind(layer);
    const replaced = (...given: Parameters<Layer['call']>) => {
      const output = call(...given);
      return output instanceof Tensor ? change(layer.name, output) : output;
    };
    return [layer, 'call', replaced] as const;
  });
  return withMethods(changes, body);
}

/** Runs `body` while layers read other values of weights: what `change` makes of them. Synchronous; gradients go through it to the weights. */
export function withWeightValues<R>(
  weights: readonly Weight[],
  change: (path: string, value: Tensor) => Tensor,
  body: () => R,
): R {
  const changes = weights.map((weight) => {
    const read = weight.read.bind(weight);
    return [weight, 'read', () => change(weight.originalName, read())] as const;
  });
  return withMethods(changes, body);
}
