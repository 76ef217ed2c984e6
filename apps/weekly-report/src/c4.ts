import { type ImageDataset, mnist } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { lenet300100 } from '@gradlab/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { bytesOf, mobilenetSection, sections, valuesChart } from './c4-report.ts';
import { type Compression, type DeepCompression, deepCompression } from './deep-compression.ts';
import { lenetCaffe } from './lenet-caffe.ts';
import { mobilenetUint8 } from './mobilenet-uint8.ts';
import { type Uint8Digits, uint8Digits } from './uint8-digits.ts';

type Epochs = DeepCompression['epochs'];

interface Settings extends Uint8Digits {
  readonly trainImages: number;
  readonly testImages: number;
  readonly small: Epochs;
  readonly large: Epochs;
  /** Of ImageNet. */
  readonly images: number;
}

/** Training images held out where the recipes are judged. */
const HELD_OUT = 10_000;
/** The paper's sizes, 40 and 39 times smaller. */
const KILOBYTES = { small: 27, large: 44 };
/** By how much the error may rise. */
const MARGIN = 0.001;

/** Densities are near the paper's and chosen for the sizes; epochs for the error of held-out training images. */
const RECIPES = {
  small: {
    keep: { 'dense1/kernel': 0.074, 'dense2/kernel': 0.085, 'logits/kernel': 0.25 },
    clusters: { 'dense1/kernel': 32, 'dense2/kernel': 32, 'logits/kernel': 32 },
  },
  large: {
    keep: { 'conv1/kernel': 0.66, 'conv2/kernel': 0.12, 'ip1/kernel': 0.065, 'ip2/kernel': 0.19 },
    clusters: { 'conv1/kernel': 64, 'conv2/kernel': 64, 'ip1/kernel': 32, 'ip2/kernel': 32 },
  },
} as const;

const within = ({ errors, report }: Compression, kilobytes: number) =>
  errors.compressed <= errors.baseline + MARGIN && bytesOf(report) <= 1024 * kilobytes;

/** C4: Deep Compression of two LeNets, and weights as bytes. */
export const c4 = defineExperiment({
  id: 'C4',
  title: 'Model compression: pruning, weight sharing, Huffman codes, and weights as bytes',
  app: 'weekly-report',
  metrics: {
    smallBytes: { label: 'LeNet-300-100, bytes of the weights', reported: 'none' },
    smallRatio: { label: 'LeNet-300-100, times smaller', reported: 'none' },
    smallBaseline: { label: 'LeNet-300-100, test error before', reported: 'none', format: 'percent' },
    smallError: { label: 'LeNet-300-100, test error after', reported: 'none', format: 'percent' },
    largeBytes: { label: 'LeNet-5, bytes of the weights', reported: 'none' },
    largeRatio: { label: 'LeNet-5, times smaller', reported: 'none' },
    largeBaseline: { label: 'LeNet-5, test error before', reported: 'none', format: 'percent' },
    largeError: { label: 'LeNet-5, test error after', reported: 'none', format: 'percent' },
    digitsBefore: { label: 'digit CNN, test accuracy', reported: 'none', format: 'percent' },
    digitsAfter: { label: 'digit CNN as uint8, test accuracy', reported: 'none', format: 'percent' },
    mobilenet: { label: 'MobileNet V2, correct of the images', reported: 'none' },
    mobilenetUint8: { label: 'the same as uint8', reported: 'none' },
    mobilenetEqualized: { label: 'the same as uint8, channels equalized', reported: 'none' },
    spreadUint8: { label: 'with spread channels, as uint8', reported: 'none' },
    spreadEqualized: { label: 'with spread channels, as uint8, equalized', reported: 'none' },
  },
  settings: {
    quick: {
      trainImages: 1000,
      testImages: 500,
      small: { baseline: 1, rounds: 1, round: 1, last: 1, centroids: 1 },
      large: { baseline: 1, rounds: 1, round: 1, last: 1, centroids: 1 },
      digits: { images: 300, epochs: 1 },
      images: 2,
    },
    default: {
      trainImages: 60_000,
      testImages: 10_000,
      small: { baseline: 6, rounds: 2, round: 1, last: 5, centroids: 1 },
      large: { baseline: 3, rounds: 2, round: 1, last: 3, centroids: 1 },
      digits: { images: 10_000, epochs: 1 },
      images: 200,
    },
    full: {
      trainImages: 60_000,
      testImages: 10_000,
      small: { baseline: 20, rounds: 6, round: 3, last: 20, centroids: 2 },
      large: { baseline: 8, rounds: 4, round: 2, last: 8, centroids: 2 },
      digits: { images: 60_000, epochs: 6 },
      images: 200,
    },
  } satisfies Record<string, Settings>,
  options: {
    'errors-on': {
      value: 'IMAGES',
      help: `test images (default), or ${HELD_OUT} training images held out of the training, on which the recipes were chosen`,
      choices: ['test', 'validation'],
    },
  },
  target: () =>
    `LeNet-300-100 in at most ${KILOBYTES.small} KB and LeNet-5 in ${KILOBYTES.large} KB, each at most 0.1 point above its own baseline error; the digit CNN loses at most 0.1 point as uint8`,
  run: async (context) => {
    const { settings, options, seed, signal, onProgress, dataRoot } = context;
    const { train, test } = await mnist({
      ...(dataRoot === undefined ? {} : { root: dataRoot }),
      packageRoots: [import.meta.url],
      signal,
      onProgress,
    });
    const [kept, heldOut] = train.split([train.length - HELD_OUT, HELD_OUT], { seed });
    const judged = options['errors-on'] === 'validation' ? { train: kept, test: heldOut } : { train, test };
    const part = (set: ImageDataset, count: number) => set.take(Math.min(count, set.length), { seed });
    const data = {
      train: part(judged.train, settings.trainImages),
      test: part(judged.test, settings.testImages),
    };
    const compress = async (name: string, model: LayersModel, size: 'small' | 'large') => {
      try {
        return await deepCompression(
          name,
          model,
          data,
          { ...RECIPES[size], epochs: settings[size] },
          context,
        );
      } finally {
        model.dispose();
      }
    };
    const { rows, count } = await mobilenetUint8(settings.images, context);
    const digits = await uint8Digits(data, settings, context);
    const small = await compress('LeNet-300-100', lenet300100({ inputShape: [28, 28, 1], seed }), 'small');
    const large = await compress('LeNet-5', lenetCaffe(seed), 'large');
    const correct = (name: string) => rows.find((row) => row.name === name)?.correct ?? Number.NaN;
    const ratio = ({ report }: Compression) => report.total.bytes.raw / bytesOf(report);
    return {
      reproduced: {
        smallBytes: bytesOf(small.report),
        smallRatio: ratio(small),
        smallBaseline: small.errors.baseline,
        smallError: small.errors.compressed,
        largeBytes: bytesOf(large.report),
        largeRatio: ratio(large),
        largeBaseline: large.errors.baseline,
        largeError: large.errors.compressed,
        digitsBefore: digits.before,
        digitsAfter: digits.after,
        mobilenet: correct('as published, float32'),
        mobilenetUint8: correct('as published, uint8'),
        mobilenetEqualized: correct('as published, equalized, uint8'),
        spreadUint8: correct('channels spread, uint8'),
        spreadEqualized: correct('channels spread, equalized, uint8'),
      },
      passed:
        within(small, KILOBYTES.small) &&
        within(large, KILOBYTES.large) &&
        digits.before - digits.after <= MARGIN,
      figures: {
        'lenet-300-100': valuesChart('LeNet-300-100', small, 'dense1/kernel'),
        'lenet-5': valuesChart('LeNet-5', large, 'ip1/kernel'),
      },
      protocol: `MNIST, ${data.train.length} training images, errors on ${data.test.length} ${options['errors-on'] === 'validation' ? 'others of the training images' : 'test images'}. LeNet-300-100 and Caffe's LeNet-5 (20, 50, 500): Adam at 0.001 with a cosine, an L2 penalty of 0.0001, batches of 128; ${settings.small.baseline} and ${settings.large.baseline} passes; pruned by magnitude, kernel by kernel, in ${settings.small.rounds} and ${settings.large.rounds} rounds with ${settings.small.round} and ${settings.large.round} passes between and ${settings.small.last} and ${settings.large.last} after them; k-means from even steps, 0 kept; ${settings.small.centroids} and ${settings.large.centroids} passes that train centroids at 0.0001; canonical Huffman codes of values and gaps. The digit CNN: Adam, ${settings.digits.epochs} passes over ${settings.digits.images} images. Densities were chosen for the sizes, epochs for the error of ${HELD_OUT} training images held out (--errors-on validation). The paper trains longer.`,
      sections: [
        ...sections('LeNet-300-100', small, KILOBYTES.small),
        ...sections('LeNet-5', large, KILOBYTES.large),
        mobilenetSection(rows, count),
      ],
    };
  },
});
