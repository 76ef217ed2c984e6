import { autoAttack, fgsm, pgd, robustAccuracy } from '@gradlab/attacks';
import { defineExperiment } from '@gradlab/experiment';
import { lineChart } from '@gradlab/plot';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadDigits, percent, SIZES, trainDigits } from './recipe.ts';
import { EPS, type RobustSize, robustProtocol, trainRobust } from './robust-recipe.ts';

const CURVE = [0, 0.1, 0.2, EPS, 0.4];
const pgd40 = ({ eps }: { readonly eps: number }) => pgd({ eps, steps: 40, alpha: 0.01, earlyStop: true });

interface Settings extends RobustSize {
  /** Test images for PGD-40. */
  readonly pgdImages: number;
  /** Test images for the curves, and for AutoAttack beside FGSM and PGD. */
  readonly curveImages: number;
  readonly autoImages: number;
  readonly targets: { readonly standard: number; readonly robust: number; readonly clean: number };
}

/** A3r: what robust training makes of the digit CNN. */
export const a3r = defineExperiment({
  id: 'A3r',
  title: `The digit CNN under strong attacks at eps ${EPS}, before and after robust training`,
  app: 'project-4',
  metrics: {
    standardClean: { label: 'standard training, clean', reported: 'none', format: 'percent' },
    standardPgd: { label: 'standard training, PGD-40', reported: 'none', format: 'percent' },
    robustClean: { label: 'FGSM-RS, clean', reported: 'none', format: 'percent' },
    robustPgd: { label: 'FGSM-RS, PGD-40', reported: 'none', format: 'percent' },
    robustAuto: { label: 'FGSM-RS, AutoAttack', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: {
      ...{ ...SIZES.quick, robustEpochs: 2, pgdImages: 100, curveImages: 50, autoImages: 4 },
      targets: { standard: 0.2, robust: 0.1, clean: 0.5 },
    },
    default: {
      ...{ ...SIZES.default, robustEpochs: 4, pgdImages: 500, curveImages: 100, autoImages: 20 },
      targets: { standard: 0.05, robust: 0.7, clean: 0.95 },
    },
    full: {
      ...{ ...SIZES.full, epochs: 2, robustEpochs: 3, pgdImages: 10_000, curveImages: 500, autoImages: 100 },
      targets: { standard: 0.05, robust: 0.85, clean: 0.975 },
    },
  } satisfies Record<string, Settings>,
  target: ({ targets: { standard, robust, clean } }) =>
    `PGD-40 leaves <= ${percent(standard)} of the standard network and >= ${percent(robust)} of the robust one, whose clean accuracy is >= ${percent(clean)}; ` +
    'AutoAttack <= PGD <= FGSM <= clean for both',
  run: async (context) => {
    const { settings, signal, onProgress, log } = context;
    const data = await loadDigits(context);
    const part = (count: number) => data.test.take(Math.min(count, data.test.length), { seed: context.seed });
    const [all, few, fewest] = [
      part(settings.pgdImages),
      part(settings.curveImages),
      part(settings.autoImages),
    ];
    const models = {
      standard: (await trainDigits(context, data)).model,
      robust: await trainRobust(context, data),
    };
    const examine = async (name: string, model: LayersModel) => {
      const run = { signal, onProgress, eps: [EPS] };
      const [strong] = await robustAccuracy(model, all, { ...run, attack: pgd40 });
      const curve = await robustAccuracy(model, few, {
        ...run,
        eps: CURVE,
        attack: ({ eps }) => pgd({ eps, steps: 20 }),
      });
      const points = [];
      for (const attack of [fgsm, pgd40, autoAttack]) {
        points.push(...(await robustAccuracy(model, fewest, { ...run, attack })));
      }
      const steps = [points[0]?.cleanAccuracy ?? Number.NaN, ...points.map(({ accuracy }) => accuracy)];
      log(`${name}: clean, FGSM, PGD-40, AutoAttack of ${fewest.length}: ${steps.map(percent).join(', ')}`);
      model.dispose();
      return {
        clean: strong?.cleanAccuracy ?? Number.NaN,
        pgd: strong?.accuracy ?? Number.NaN,
        steps,
        curve,
      };
    };
    const standard = await examine('standard', models.standard);
    const robust = await examine('FGSM-RS', models.robust);
    const ordered = [standard, robust].every(({ steps }) =>
      steps.every((value, i) => i === 0 || value <= (steps[i - 1] ?? 1)),
    );
    const { targets } = settings;
    return {
      reproduced: {
        standardClean: standard.clean,
        standardPgd: standard.pgd,
        robustClean: robust.clean,
        robustPgd: robust.pgd,
        robustAuto: robust.steps.at(-1) ?? Number.NaN,
      },
      passed:
        ordered &&
        standard.pgd <= targets.standard &&
        robust.pgd >= targets.robust &&
        robust.clean >= targets.clean,
      figures: {
        epsilon: lineChart({
          title: `Accuracy under PGD-20, ${few.length} test images`,
          x: { label: 'eps' },
          y: { label: 'accuracy', format: '.0%', domain: [0, 1] },
          series: Object.entries({ 'standard training': standard, 'FGSM-RS': robust }).map(
            ([name, { curve }]) => ({
              ...{ name, x: CURVE, markers: true },
              y: curve.map(({ accuracy }) => accuracy),
            }),
          ),
        }),
      },
      sections: [
        {
          heading: `Attacks from weak to strong, ${fewest.length} test images, eps ${EPS}`,
          table: {
            columns: ['training', 'clean', 'FGSM', 'PGD-40', 'AutoAttack'],
            rows: [
              ['standard', ...standard.steps.map(percent)],
              ['FGSM-RS', ...robust.steps.map(percent)],
            ],
          },
        },
      ],
      protocol:
        `Both networks: digit CNN with batch norm, ${settings.trainImages} training images. Standard: as A3. Robust: ${robustProtocol(settings)} PGD-40: steps of 0.01 from a random start, on ${all.length} test images; ` +
        `AutoAttack: the standard version on ${fewest.length}. An image counts as right under attack where the class is right both before and after.`,
    };
  },
});
