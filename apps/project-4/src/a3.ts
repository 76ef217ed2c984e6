import { fgsm, robustAccuracy } from '@gradlab/attacks';
import { defineExperiment } from '@gradlab/experiment';
import { lineChart } from '@gradlab/plot';
import { fgsmGrid } from './pictures.ts';
import { loadDigits, percent, SIZES, type Size, trainDigits, trainingProtocol } from './recipe.ts';

const EPS = 0.2;
const CURVE = [0, 0.05, 0.1, 0.15, EPS, 0.25, 0.3];
const ROWS = 8;
const TARGET = 0.5;

interface Settings extends Size {
  /** Test images for the curve over eps; the reported figure is of all test images. */
  readonly curveImages: number;
}

/** A3: FGSM on the digit CNN. */
export const a3 = defineExperiment({
  id: 'A3',
  title: `FGSM on the digit CNN, eps ${EPS}`,
  app: 'project-4',
  metrics: {
    accuracyUnderAttack: { label: `accuracy under FGSM, eps ${EPS}`, reported: '< 0.5', format: 'percent' },
  },
  settings: {
    quick: { ...SIZES.quick, curveImages: 200 },
    default: { ...SIZES.default, curveImages: 1000 },
    full: { ...SIZES.full, curveImages: 1000 },
  } satisfies Record<string, Settings>,
  target: () => `accuracy under attack < ${percent(TARGET)}`,
  run: async (context) => {
    const { settings, signal, onProgress } = context;
    const data = await loadDigits(context);
    const { model } = await trainDigits(context, data);
    const attack = { attack: fgsm, signal, onProgress };
    const [attacked] = await robustAccuracy(model, data.test, { ...attack, eps: [EPS] });
    const few = data.test.take(Math.min(settings.curveImages, data.test.length));
    const curve = await robustAccuracy(model, few, { ...attack, eps: CURVE });
    const pictures = await fgsmGrid(model, data.test, EPS, ROWS);
    model.dispose();

    const accuracyUnderAttack = attacked?.accuracy ?? Number.NaN;
    return {
      reproduced: { accuracyUnderAttack },
      passed: accuracyUnderAttack < TARGET,
      figures: {
        adversarial: pictures,
        epsilon: lineChart({
          title: `Accuracy under FGSM, ${few.length} test images`,
          x: { label: 'eps' },
          y: { label: 'accuracy', format: '.0%', domain: [0, 1] },
          series: [{ name: 'accuracy', x: CURVE, y: curve.map(({ accuracy }) => accuracy), markers: true }],
        }),
      },
      protocol:
        `${trainingProtocol(settings)} Then one step of eps along the sign of the input gradient, clipped to [0, 1], in ` +
        `inference mode. Without the attack ${percent(attacked?.cleanAccuracy)} are right; an image counts as right under ` +
        'attack where the class is right both before and after.',
    };
  },
});
