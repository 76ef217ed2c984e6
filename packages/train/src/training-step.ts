import type { layers } from '@tensorflow/tfjs-layers';

type Layer = InstanceType<typeof layers.Layer>;

/** A layer whose randomness should differ from step to step and repeat in a repeated run, such as the dropout of `@gradlab/models`. */
interface SteppedLayer {
  trainingStep: number;
}

const isStepped = (layer: object): layer is SteppedLayer => 'trainingStep' in layer;

/** Finds the layers that want to know the step, also inside nested models, and returns what tells them. */
export function stepTeller(model: { readonly layers: Layer[] }): (step: number) => void {
  const collect = (layers: readonly Layer[]): SteppedLayer[] =>
    layers.flatMap((layer) => [
      ...(isStepped(layer) ? [layer] : []),
      ...('layers' in layer ? collect((layer as unknown as { layers: Layer[] }).layers) : []),
    ]);
  const stepped = collect(model.layers);
  return (step) => {
    for (const layer of stepped) layer.trainingStep = step;
  };
}
