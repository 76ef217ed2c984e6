import { features } from '@gradlab/models';
import { type Figure, featureMaps, filters } from '@gradlab/plot';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const COLOURS = ['red', 'green', 'blue'];

/** What one layer answers to one image. */
export interface Answer {
  readonly values: Float32Array;
  readonly shape: readonly [number, number, number];
}

/** Output of a layer, `[height, width, channels]`, for an image `[1, ...]`. */
export function answerOf(model: LayersModel, layer: string, image: Tensor): Answer {
  const part = features(model, layer);
  const answer = tidy(() => {
    const output = part.predict(image) as Tensor4D;
    return {
      values: output.dataSync() as Float32Array,
      shape: output.shape.slice(1) as [number, number, number],
    };
  });
  part.dispose();
  return answer;
}

/** Feature maps of a layer; `shown` takes the first channels where there are many. */
export function mapsOf(title: string, answer: Answer, shown = 32): Figure {
  const count = Math.min(shown, answer.shape[2]);
  const left = count < answer.shape[2] ? `, the first ${count}` : '';
  return featureMaps({
    title: `${title}: ${answer.shape[2]} maps of ${answer.shape[0]} × ${answer.shape[1]}${left}`,
    ...answer,
    channels: Array.from({ length: count }, (_, channel) => channel),
  });
}

/** Weights of a network's first convolution, or of the one that is named. */
export function filtersOf(title: string, model: LayersModel, layer?: string): Figure {
  const convolution = layer === undefined ? firstOf(model, 'Conv2D') : model.getLayer(layer);
  const kernel = convolution.getWeights()[0] as Tensor4D;
  const { shape } = kernel;
  const captions = Array.from({ length: shape[3] }, (_, filter) =>
    COLOURS.map((colour) => `${filter} ${colour}`),
  );
  return filters({
    title,
    values: kernel.dataSync(),
    shape,
    ...(shape[2] === COLOURS.length ? { captions: captions.flat() } : {}),
  });
}

/** The first layer of a class. */
export function firstOf(model: LayersModel, ...classNames: readonly string[]) {
  const found = model.layers.find((layer) => classNames.includes(layer.getClassName()));
  if (found === undefined) throw new Error(`${model.name} has no ${classNames.join(' or ')}.`);
  return found;
}
