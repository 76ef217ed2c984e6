import { type CompressionReport, quantize, reportTable } from '@gradlab/compression';
import { type ImageDataset, mnist } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { digitCnn, lenet300100 } from '@gradlab/models';
import { lineChart, type ReportSection } from '@gradlab/plot';
import { adam, cosine, evaluate, fit } from '@gradlab/train';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { type Compression, type DeepCompression, deepCompression } from './deep-compression.ts';
import { lenetCaffe } from './lenet-caffe.ts';
import { type MobilenetRow, mobilenetUint8 } from './mobilenet-uint8.ts';

type Epochs = DeepCompression['epochs'];
type Digits = { readonly train: ImageDataset; readonly test: ImageDataset };

interface Settings {
  readonly trainImages: number;
  readonly testImages: number;
  readonly small: Epochs;
  readonly large: Epochs;
  /** Images and passes of the digit CNN. */
  readonly digits: { readonly images: number; readonly epochs: number };
  /** Of ImageNet. */
  readonly images: number;
}

/** What Deep Compression's tables 4 and 5 say of each kernel: kept, bits of a weight and of a gap after Huffman coding. */
const PAPER: Readonly<Record<string, readonly [kept: number, weight: number, gap: number]>> = {
  'dense1/kernel': [0.08, 4.4, 3.7],
  'dense2/kernel': [0.09, 4.4, 4.3],
  'logits/kernel': [0.26, 4.3, 3.2],
  'conv1/kernel': [0.66, 7.2, 1.5],
  'conv2/kernel': [0.12, 7.2, 3.9],
  'ip1/kernel': [0.08, 4.5, 4.5],
  'ip2/kernel': [0.19, 5.2, 3.7],
};
/** The paper's sizes, 40 and 39 times smaller. */
const KILOBYTES = { small: 27, large: 44 };
/** By how much the error may rise. */
const MARGIN = 0.001;

const RECIPES = {
  small: {
    keep: { 'dense1/kernel': 0.07, 'dense2/kernel': 0.085, 'logits/kernel': 0.25 },
    clusters: { 'dense1/kernel': 32, 'dense2/kernel': 32, 'logits/kernel': 32 },
  },
  large: {
    keep: { 'conv1/kernel': 0.66, 'conv2/kernel': 0.12, 'ip1/kernel': 0.06, 'ip2/kernel': 0.19 },
    clusters: { 'conv1/kernel': 64, 'conv2/kernel': 64, 'ip1/kernel': 32, 'ip2/kernel': 32 },
  },
} as const;

/** The paper's last section counts what stands for the weights; so does this, with code books and biases. The whole file has the layers' description too. */
const bytesOf = ({ total }: CompressionReport) => total.bytes.coded;

const shown = (value: number | undefined) => value?.toFixed(2) ?? '';

function paperTable({ report }: Compression): NonNullable<ReportSection['table']> {
  return {
    columns: [
      'kernel',
      'kept',
      "paper's",
      'bits of a weight',
      "paper's",
      'bits of a gap',
      "paper's",
      'bytes',
    ],
    rows: report.weights.flatMap(({ path, size, nonZeros, weightBits, codedGapBits, bytes }) => {
      const [kept, weight, gap] = PAPER[path] ?? [];
      if (kept === undefined) return [];
      return [
        [
          path,
          `${((100 * nonZeros) / size).toFixed(1)} %`,
          `${100 * kept} %`,
          shown(weightBits),
          shown(weight),
          shown(codedGapBits),
          shown(gap),
          String(bytes.coded),
        ],
      ];
    }),
  };
}

function sections(title: string, compression: Compression, kilobytes: number): ReportSection[] {
  const { report } = compression;
  const { raw } = report.total.bytes;
  return [
    {
      heading: `${title} beside Deep Compression`,
      text: `${bytesOf(report)} bytes of weights, code books and biases, ${(raw / bytesOf(report)).toFixed(1)} times smaller than ${raw}; the paper has ${kilobytes} KB. The file that loadLayersModel opens, with the description of the layers, has ${report.fileBytes} bytes. In the paper the gaps of a layer have 5 or 8 bits before Huffman coding; here the number that takes the fewest bytes is chosen.`,
      table: paperTable(compression),
    },
    { heading: `${title}: all bytes`, table: reportTable(report) },
  ];
}

/** How often each shared value comes. */
const valuesChart = (title: string, { clusters }: Compression, path: string) => {
  const { centroids, assignments } = clusters.get(path) ?? {
    centroids: new Float32Array(),
    assignments: new Uint16Array(),
  };
  const counts = new Array<number>(centroids.length).fill(0);
  for (const index of assignments) counts[index] = (counts[index] ?? 0) + 1;
  const living = Array.from(centroids.keys()).filter((i) => centroids[i] !== 0);
  return lineChart({
    title: `${title}: the values that ${path} shares`,
    x: { label: 'value of the centroid after k-means' },
    y: { label: 'weights that share it' },
    series: [-1, 1].map((sign) => {
      const own = living.filter((i) => Math.sign(centroids[i] as number) === sign);
      return {
        name: sign < 0 ? 'negative' : 'positive',
        x: own.map((i) => centroids[i] as number),
        y: own.map((i) => counts[i] as number),
        markers: true,
      };
    }),
  });
};

async function uint8Digits(
  data: Digits,
  { digits }: Settings,
  { seed, signal, onProgress, log }: RunContext<Settings>,
) {
  const model = digitCnn({ seed });
  let loaded: LayersModel | undefined;
  try {
    const train = data.train.take(Math.min(digits.images, data.train.length), { seed });
    await fit(model, train, {
      optimizer: adam(1e-3),
      schedule: cosine(),
      epochs: digits.epochs,
      batchSize: 64,
      seed,
      signal,
      onProgress,
    });
    loaded = await loadLayersModel(tf.io.fromMemory(await quantize(model)));
    const [before, after] = [
      await evaluate(model, data.test, { signal }),
      await evaluate(loaded, data.test, { signal }),
    ];
    log(`digit CNN: ${before.metrics.accuracy}, uint8 ${after.metrics.accuracy}`);
    return { before: before.metrics.accuracy as number, after: after.metrics.accuracy as number };
  } finally {
    model.dispose();
    loaded?.dispose();
  }
}

const mobilenetSection = (rows: readonly MobilenetRow[], count: number): ReportSection => ({
  heading: 'MobileNet V2, uint8',
  text: 'The published weights come from training for uint8 with one step for a tensor, so that they lose nothing by it. "Spread": every convolution times factors that differ by up to 1000 between channels, which its batch norm undoes, as in networks that were not trained for it; the function is the same. Equalized: channels made equally large before.',
  table: {
    columns: ['weights', 'bytes', `correct of ${count}`],
    rows: rows.map(({ name, bytes, correct }) => [name, String(bytes), String(correct)]),
  },
});

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
      large: { baseline: 2, rounds: 1, round: 1, last: 2, centroids: 1 },
      digits: { images: 10_000, epochs: 1 },
      images: 200,
    },
    full: {
      trainImages: 60_000,
      testImages: 10_000,
      small: { baseline: 30, rounds: 5, round: 5, last: 20, centroids: 3 },
      large: { baseline: 15, rounds: 4, round: 3, last: 10, centroids: 2 },
      digits: { images: 60_000, epochs: 6 },
      images: 200,
    },
  } satisfies Record<string, Settings>,
  target: () =>
    `LeNet-300-100 in at most ${KILOBYTES.small} KB and LeNet-5 in ${KILOBYTES.large} KB, each at most 0.1 point above its own baseline error; the digit CNN loses at most 0.1 point as uint8`,
  run: async (context) => {
    const { settings, seed, signal, onProgress, dataRoot } = context;
    const { train, test } = await mnist({
      ...(dataRoot === undefined ? {} : { root: dataRoot }),
      packageRoots: [import.meta.url],
      signal,
      onProgress,
    });
    const data = {
      train: train.take(settings.trainImages, { seed }),
      test: test.take(settings.testImages, { seed }),
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
      protocol: `MNIST, ${data.train.length} training and ${data.test.length} test images. LeNet-300-100 and Caffe's LeNet-5 (20, 50, 500): Adam at 0.001 with a cosine, batches of 128; ${settings.small.baseline} and ${settings.large.baseline} passes; pruned by magnitude, kernel by kernel, in ${settings.small.rounds} and ${settings.large.rounds} rounds with ${settings.small.round} and ${settings.large.round} passes between and ${settings.small.last} and ${settings.large.last} after them; k-means from even steps, 0 kept; ${settings.small.centroids} and ${settings.large.centroids} passes that train centroids at 0.0001; canonical Huffman codes of values and gaps. The digit CNN: Adam, ${settings.digits.epochs} passes over ${settings.digits.images} images. The paper trains longer.`,
      sections: [
        ...sections('LeNet-300-100', small, KILOBYTES.small),
        ...sections('LeNet-5', large, KILOBYTES.large),
        mobilenetSection(rows, count),
      ],
    };
  },
});
