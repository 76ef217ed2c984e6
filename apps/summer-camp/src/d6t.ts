import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classifier, fgsm, robustAccuracy } from '@gradlab/attacks';
import { cifar10 } from '@gradlab/datasets';
import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { importWeights, readSafetensors, resnet20 } from '@gradlab/models';
import { ENTRIES, type Entry, type Price } from './all-attacks.ts';

const WEIGHTS = 'pretrained_cifar10/resnet20.safetensors';
/** What the weights were trained on, as their source says. */
const NORMALIZATION = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const PUBLISHED = 0.9173;
const PGD_LEAVES = 0.01;
const BATCH_SIZE = 50;

interface Settings {
  readonly cleanImages: number;
  /** Test images for attacks of each price. */
  readonly images: Readonly<Record<Price, number>>;
}

/** The published network; attacks differentiate through its normalization. The caller disposes the model. */
async function published(root = '') {
  const path = join(root, WEIGHTS);
  await access(path).catch((cause: unknown) => {
    throw new Error(
      `D6t attacks a published network, whose weights are not at ${path}; name the folder that holds ${WEIGHTS} by --data or GRADLAB_DATA.`,
      { cause },
    );
  });
  const model = resnet20({ zeros: 'around' });
  importWeights(model, readSafetensors(await readFile(path)).tensors);
  return { model, target: classifier(model, { preprocess: NORMALIZATION }) };
}

interface Row extends Entry {
  readonly count: number;
  readonly accuracy: number;
  readonly secondsPerImage: number;
}

async function rows(
  { settings, signal, onProgress, log, seed }: RunContext<Settings>,
  target: Awaited<ReturnType<typeof published>>['target'],
  test: Awaited<ReturnType<typeof cifar10>>['test'],
): Promise<Row[]> {
  const found: Row[] = [];
  for (const entry of ENTRIES) {
    const data = test.take(settings.images[entry.price], { seed });
    const started = performance.now();
    const [point] = await robustAccuracy(target, data, {
      attack: entry.make,
      eps: [entry.eps],
      batchSize: BATCH_SIZE,
      signal,
      onProgress: (progress) => onProgress({ ...progress, phase: `${entry.name}, ${entry.norm}` }),
    });
    const secondsPerImage = (performance.now() - started) / 1000 / data.length;
    found.push({ ...entry, count: data.length, accuracy: point?.accuracy ?? Number.NaN, secondsPerImage });
    log(
      `${entry.name}, ${entry.norm}: ${percent(point?.accuracy)} of ${data.length}, ${secondsPerImage.toFixed(3)} s an image`,
    );
  }
  return found;
}

const percent = (value = Number.NaN) => `${(100 * value).toFixed(1)} %`;
const keyOf = ({ name, norm }: Entry) => `${name} ${norm}`.replace(/[^A-Za-z0-9]+/g, '_');
const radius = ({ norm, eps, within = norm === 'Linf' ? '8/255' : String(eps) }: Entry) => within;

/** D6t: every attack of the package on one published network. */
export const d6t = defineExperiment({
  id: 'D6t',
  title: 'Every attack on a published ResNet-20 for CIFAR-10',
  app: 'summer-camp',
  metrics: {
    clean: { label: 'no attack', reported: PUBLISHED, format: 'percent' },
    ...Object.fromEntries(
      ENTRIES.map((entry) => [
        keyOf(entry),
        {
          label: `${entry.name}, ${entry.norm} ${radius(entry)}`,
          reported: 'none',
          format: 'percent' as const,
        },
      ]),
    ),
  },
  settings: {
    quick: { cleanImages: 100, images: { first: 2, cheap: 1, dear: 1, 'very dear': 1 } },
    default: { cleanImages: 1000, images: { first: 50, cheap: 20, dear: 5, 'very dear': 1 } },
    full: { cleanImages: 10_000, images: { first: 1000, cheap: 200, dear: 20, 'very dear': 4 } },
  } satisfies Record<string, Settings>,
  target: () => `PGD-10 at 8/255 leaves at most ${percent(PGD_LEAVES)}; AutoAttack <= PGD-10 <= FGSM`,
  run: async (context) => {
    const { settings, seed, dataRoot, signal, onProgress } = context;
    const { model, target } = await published(dataRoot ?? process.env.GRADLAB_DATA);
    const { test } = await cifar10({
      ...(dataRoot === undefined ? {} : { root: dataRoot }),
      batches: [1],
      signal,
      onProgress,
    });
    const all = test.take(Math.min(settings.cleanImages, test.length), { seed });
    try {
      const [none] = await robustAccuracy(target, all, { attack: fgsm, eps: [0], signal, onProgress });
      const found = await rows(context, target, test);
      const accuracyOf = (name: string) =>
        found.find((row) => row.name === name && row.norm === 'Linf')?.accuracy ?? Number.NaN;
      const [auto, strong, weak] = [accuracyOf('AutoAttack'), accuracyOf('PGD-10'), accuracyOf('FGSM')];
      return {
        reproduced: {
          clean: none?.cleanAccuracy ?? Number.NaN,
          ...Object.fromEntries(found.map((row) => [keyOf(row), row.accuracy])),
        },
        passed: strong <= PGD_LEAVES && auto <= strong && strong <= weak,
        figures: {},
        files: { 'attacks.json': `${JSON.stringify(found, null, 2)}\n` },
        sections: [
          {
            heading: 'Accuracy under every attack, and what an image takes',
            table: {
              columns: ['attack', 'norm', 'eps', 'images', 'accuracy', 's / image', 'settings'],
              rows: found.map((row) => [
                ...[row.name, row.norm, radius(row), String(row.count), percent(row.accuracy)],
                ...[row.secondsPerImage.toFixed(3), row.settings ?? 'defaults'],
              ]),
            },
          },
        ],
        protocol:
          `ResNet-20 with the weights of akamaster/pytorch_resnet_cifar10, ${none?.count} test images without an attack. The usual attacks on ${settings.images.first} test images, the others on fewer, by what they cost; the numbers are in the report's table and in attacks.json, with the seconds that an image took on this machine. ` +
          `Accuracy: the class is right both before and under the attack within eps (0.5 in L2, 12 in L1).`,
      };
    } finally {
      model.dispose();
    }
  },
});
