import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { tensor4d } from '@tensorflow/tfjs-core';
import { type Fields, fieldMaps, growth, growthTable, strides } from './d8-pictures.ts';
import { type DigitSize, digitProtocol, finalAccuracy, loadDigits, trainDigits } from './digits.ts';
import { type MeasuredField, measureField, STACKS, stackModels } from './field-stacks.ts';
import { answerOf, filtersOf, mapsOf } from './learned.ts';
import { pretrainedFigures } from './pretrained.ts';
import { CASES, computedPlaces, placesOf, poolingByHand } from './strides.ts';

interface Settings extends DigitSize {
  /** Test accuracy that the network must reach, or its filters are no learned ones. */
  readonly target: number;
}

function measured(): Fields {
  const stacks = Object.entries(STACKS).map(([name, windows]) => {
    const models = stackModels(windows);
    const fields = models.map(measureField);
    // The deepest one has the layers of all.
    models.at(-1)?.dispose();
    return [name, fields] as const;
  });
  return Object.fromEntries(stacks);
}

/** How far gradient and closed form lie apart: in size or in place, in pixels. */
const fieldDifference = ({ size, from, closed, expectedFrom }: MeasuredField) =>
  Math.max(
    ...[0, 1].flatMap((axis) => [
      Math.abs((size[axis] as number) - (closed.size[axis] as number)),
      Math.abs((from[axis] as number) - (expectedFrom[axis] as number)),
    ]),
  );

async function learned(context: RunContext<Settings>) {
  const data = await loadDigits(context);
  const { model, history } = await trainDigits(context, data, { batchNorm: true });
  const digit = Float32Array.from(data.test.get(0).image, (byte) => byte / 255);
  const image = tensor4d(digit, [1, 28, 28, 1]);
  const seen = (layer: string) => answerOf(model, layer, image);
  const before = seen('relu2');
  const figures = {
    'digit-strides': strides(digit),
    'digit-filters-1': filtersOf('Digit CNN: filters of the first layer', model),
    'digit-filters-2': filtersOf('Digit CNN: filters of the second layer', model, 'conv2'),
    'digit-maps-1': mapsOf('Digit CNN, first layer', seen('relu1')),
    'digit-maps-2': mapsOf('Digit CNN, second layer', before),
    'digit-maps-2-pooled': mapsOf('The same, pooled', seen('pool2')),
    'digit-maps-3': mapsOf('Digit CNN, third layer', seen('relu3')),
  };
  const pooling = poolingByHand(before.values, before.shape);
  image.dispose();
  model.dispose();
  return { figures, pooling, accuracy: finalAccuracy(history) };
}

/** D8: filters and feature maps. */
export const d8 = defineExperiment({
  id: 'D8',
  title: 'Filters and feature maps: stride, padding, receptive fields, pooling',
  app: 'summer-camp',
  metrics: {
    twoLayers: { label: 'pixels of a side that two 3 × 3 layers see', reported: 5 },
    fieldDifference: { label: 'receptive fields: gradient and closed form differ by', reported: 'none' },
    sizeDifference: { label: 'output sizes: convolution and formula differ by', reported: 'none' },
    channelDifference: { label: 'channels that pooling takes away', reported: 'none' },
    poolingDifference: { label: 'pooled maps: all channels and each by hand differ by', reported: 'none' },
    accuracy: { label: 'test accuracy of the digit CNN that is shown', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { trainImages: 2000, testImages: 500, epochs: 1, target: 0.6 },
    default: { trainImages: 10_000, testImages: 2000, epochs: 2, target: 0.97 },
    full: { trainImages: 60_000, testImages: 10_000, epochs: 4, target: 0.985 },
  },
  target: ({ target }) =>
    `two 3 × 3 layers see 5 × 5; no difference anywhere; pooling keeps the channels; the network shown is right on ${100 * target} % of the test images`,
  run: async (context) => {
    const { settings, dataRoot, log } = context;
    const fields = measured();
    const plain = fields['3 × 3'] as readonly MeasuredField[];
    const { figures, pooling, accuracy } = await learned(context);
    const pretrained = await pretrainedFigures(dataRoot ?? process.env.GRADLAB_DATA, log);
    const reproduced = {
      twoLayers: plain[1]?.size[0] ?? Number.NaN,
      fieldDifference: Math.max(...Object.values(fields).flat().map(fieldDifference)),
      sizeDifference: Math.max(...CASES.map((sizes) => Math.abs(placesOf(sizes) - computedPlaces(sizes)))),
      channelDifference: pooling.before - pooling.after,
      poolingDifference: pooling.difference,
      accuracy,
    };
    const { fieldDifference: inFields, sizeDifference, channelDifference, poolingDifference } = reproduced;
    return {
      reproduced,
      passed:
        reproduced.twoLayers === 5 &&
        [inFields, sizeDifference, channelDifference, poolingDifference].every(
          (difference) => difference === 0,
        ) &&
        accuracy >= settings.target,
      figures: {
        'receptive-fields': growth(fields),
        'receptive-field-gradients': fieldMaps(plain),
        ...figures,
        ...pretrained,
      },
      sections: [growthTable(fields)],
      protocol:
        'Receptive fields: gradient of the place in the middle of the output with respect to a 64 × 64 image, through layers of weights 1 and average pools, against kernels and strides alone. Sizes: ' +
        `(n + 2p - k) / s + 1 against ${CASES.length} convolutions of 28 pixels. Pooling: 2 × 2 maxima of the second layer’s maps, by the layer and by hand, channel by channel. Maps and filters of the ` +
        `${digitProtocol(settings)}, for the first test image; and of published networks where their files are at hand (akamaster’s ResNet-20 for CIFAR-10, MobileNet V1 0.25 at 128 pixels).`,
    };
  },
});
