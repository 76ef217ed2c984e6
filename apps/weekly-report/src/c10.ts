import { type AttackSummary, attackSummary, fgsm, pgd } from '@gradlab/attacks';
import { defineExperiment, type RunContext, UsageError } from '@gradlab/experiment';
import { asPictures } from './as-pictures.ts';
import { attackedPictures } from './c10-pictures.ts';
import { findPictures, loadImages } from './imagenet-images.ts';
import { loadNetwork, NETWORKS, type NetworkName } from './imagenet-networks.ts';

const EPS = 8;
const CROP = 0.875;
const DEFAULT: NetworkName = 'mobilenet-v2';
const FOOLED = 0.95;
const BATCH_SIZE = 10;

interface Settings {
  /** Images that are attacked, the first rows of the labels. */
  readonly images: number;
  /** Steps of PGD. */
  readonly steps: number;
  /** Images in the pictures. */
  readonly shown: number;
}

/** An option that is a number. */
function numberOf(name: string, text: string | undefined, usual: number, [low, high]: [number, number]) {
  const value = text === undefined ? usual : Number(text);
  if (value >= low && value <= high) return value;
  throw new UsageError(`--${name} must be a number from ${low} to ${high}, got "${text}".`);
}

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
const levels = ({ distances }: AttackSummary) => {
  const mean = 255 * distances.linf.mean;
  return Number.isFinite(mean) ? mean : 0;
};

async function compute(context: RunContext<Settings>) {
  const { settings, options, seed, signal, onProgress, log } = context;
  const name = (options.model ?? DEFAULT) as NetworkName;
  const eps = numberOf('eps', options.eps, EPS, [1, 255]);
  const crop = numberOf('crop', options.crop, CROP, [0.1, 1]);
  const pictures = await findPictures(settings.images, context);
  const { model, target, side } = await loadNetwork(name, context);
  try {
    const images = await loadImages(pictures, { side, crop }, context);
    const attacks = {
      FGSM: asPictures(fgsm({ eps: eps / 255 })),
      [`PGD-${settings.steps}`]: asPictures(pgd({ eps: eps / 255, steps: settings.steps, seed })),
    };
    const figures = [];
    const summaries: AttackSummary[] = [];
    for (const [title, attack] of Object.entries(attacks)) {
      const phase = (progress: { readonly done: number; readonly total?: number; readonly unit: string }) =>
        onProgress({ total: images.length, ...progress, phase: title });
      const summary = await attackSummary(target, images, {
        attack,
        batchSize: BATCH_SIZE,
        signal,
        onProgress: phase,
      });
      if (summary.alreadyMisclassified === summary.count) {
        throw new UsageError(
          `${name} gets none of the ${summary.count} images right: weights, pictures and labels do not belong together.`,
        );
      }
      summaries.push(summary);
      log(
        `${title}: fools ${percent(summary.successRate)}, ${(summary.timePerSample / 1000).toFixed(2)} s an image`,
      );
      figures.push([
        attack.id,
        await attackedPictures(target, images, attack, {
          title: `${title} at ${eps}/255 against ${name}`,
          count: settings.shown,
        }),
      ] as const);
    }
    const [one, many] = summaries as [AttackSummary, AttackSummary];
    return {
      reproduced: {
        clean: 1 - one.alreadyMisclassified / one.count,
        fgsm: one.successRate,
        fgsmDistance: levels(one),
        pgd: many.successRate,
        pgdDistance: levels(many),
      },
      passed: many.successRate >= FOOLED && many.successRate >= one.successRate,
      figures: Object.fromEntries(figures),
      sections: [
        {
          heading: `What the attacks did to ${one.count} images`,
          table: {
            columns: [
              'attack',
              'fooled, of those right before',
              'right under the attack',
              'mean Linf',
              'mean L2',
              's / image',
            ],
            rows: Object.keys(attacks).map((title, index) => {
              const summary = summaries[index] as AttackSummary;
              const right = 1 - summary.alreadyMisclassified / summary.count;
              return [
                title,
                percent(summary.successRate),
                percent(right * (1 - summary.successRate)),
                `${levels(summary).toFixed(2)}/255`,
                summary.distances.l2.mean.toFixed(2),
                (summary.timePerSample / 1000).toFixed(2),
              ];
            }),
          },
        },
      ],
      protocol:
        `${name} on ${one.count} images of ${side} x ${side}: scaled until ${Math.round(side / crop)} pixels are covered, the middle cut out. FGSM and PGD (${settings.steps} steps of ${(2.5 / settings.steps).toFixed(2)} eps, random start) at ${eps}/255 in Linf, through the network's normalization; ` +
        'every attacked image is rounded to 256 levels, as a saved picture is, before the network sees it again. Success rates are of the images that the network gets right, distances of the successes.',
    };
  } finally {
    model.dispose();
  }
}

/** C10: FGSM, and PGD beside it, against published ImageNet classifiers. */
export const c10 = defineExperiment({
  id: 'C10',
  title: 'FGSM and PGD against published ImageNet classifiers',
  app: 'weekly-report',
  metrics: {
    clean: { label: 'accuracy without an attack', reported: 'none', format: 'percent' },
    fgsm: { label: 'success rate of FGSM', reported: 'none', format: 'percent' },
    fgsmDistance: { label: 'mean Linf of FGSM, in 255ths', reported: 'none' },
    pgd: { label: 'success rate of PGD', reported: 'none', format: 'percent' },
    pgdDistance: { label: 'mean Linf of PGD, in 255ths', reported: 'none' },
  },
  settings: {
    quick: { images: 10, steps: 3, shown: 2 },
    default: { images: 200, steps: 10, shown: 4 },
    full: { images: 200, steps: 40, shown: 4 },
  } satisfies Record<string, Settings>,
  options: {
    model: { value: 'NAME', help: `the network (default ${DEFAULT})`, choices: NETWORKS },
    weights: {
      value: 'FILE',
      help: 'its weights, a file or an address (default: published ones)',
      path: true,
    },
    images: { value: 'DIR', help: 'the pictures (default: imagenet_samples/images)', path: true },
    labels: {
      value: 'CSV',
      help: 'picture, class index (default: labels.csv or .json beside DIR)',
      path: true,
    },
    crop: {
      value: 'SHARE',
      help: `of the scaled picture; 1 for pictures of the right size (default ${CROP})`,
    },
    eps: { value: 'N', help: `radius in 255ths (default ${EPS})` },
  },
  target: () => `PGD fools at least ${percent(FOOLED)} and no fewer than FGSM`,
  run: compute,
});
