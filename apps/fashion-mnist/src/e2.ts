import { polynomialRegression } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { mlp } from '@gradlab/models';
import { type Figure, lineChart } from '@gradlab/plot';
import { fit, type History, mse, sgd } from '@gradlab/train';

const LEARNING_RATE = 0.01;
const MOMENTUM = 0.9;
const BATCH_SIZE = 10;
/** What each fit sees, and how it is held back. */
const FITS = {
  linear: { degree: 1, weightDecay: 0 },
  cubic: { degree: 3, weightDecay: 0 },
  degree20: { degree: 20, weightDecay: 0 },
  degree20Decayed: { degree: 20, weightDecay: 0.01 },
} as const;
type Fit = keyof typeof FITS;

const finalLoss = (history: History) => history.at(-1)?.validation?.loss ?? Number.NaN;

const curves = (title: string, history: History): Figure =>
  lineChart({
    title,
    x: { label: 'epoch' },
    y: { label: 'mean squared error', scale: 'log' },
    series: [
      { name: 'training', x: history.map(({ epoch }) => epoch), y: history.map(({ loss }) => loss) },
      {
        name: 'validation',
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ validation }) => validation?.loss ?? Number.NaN),
      },
    ],
  });

/** E2: a cubic fitted by polynomials of degree 1, 3 and 20. */
export const e2 = defineExperiment({
  id: 'E2',
  title: 'Underfitting and overfitting: polynomials of degree 1, 3 and 20 for a cubic',
  app: 'fashion-mnist',
  metrics: {
    linear: { label: 'validation error, degree 1', reported: 'none' },
    cubic: { label: 'validation error, degree 3', reported: 'none' },
    degree20: { label: 'validation error, degree 20', reported: 'none' },
    degree20Decayed: { label: 'validation error, degree 20 with weight decay', reported: 'none' },
  },
  settings: { quick: { epochs: 50 }, default: { epochs: 400 }, full: { epochs: 1500 } },
  target: () => 'degree 3 is the best of all, degree 1 the worst',
  run: async ({ settings, seed, signal, onProgress, log }) => {
    const histories = {} as Record<Fit, History>;
    for (const [name, { degree, weightDecay }] of Object.entries(FITS)) {
      const { train, test } = polynomialRegression({ degree, seed });
      const model = mlp({ units: [degree, 1], seed });
      histories[name as Fit] = await fit(model, train, {
        optimizer: sgd(LEARNING_RATE, { momentum: MOMENTUM, weightDecay }),
        loss: mse,
        epochs: settings.epochs,
        batchSize: BATCH_SIZE,
        validation: test,
        seed,
        signal,
        onProgress: (progress) => onProgress({ ...progress, phase: `${name}, ${progress.phase}` }),
      });
      model.dispose();
      log(
        `${name}: training ${histories[name as Fit].at(-1)?.loss.toFixed(4)}, validation ${finalLoss(histories[name as Fit]).toFixed(4)}`,
      );
    }
    const losses = Object.fromEntries(
      Object.entries(histories).map(([name, history]) => [name, finalLoss(history)]),
    ) as Record<Fit, number>;
    return {
      reproduced: losses,
      passed: Object.values(losses).every((loss) => losses.cubic <= loss && losses.linear >= loss),
      figures: {
        linear: curves('Degree 1 underfits', histories.linear),
        cubic: curves('Degree 3, the truth\u2019s', histories.cubic),
        'degree-20': curves('Degree 20', histories.degree20),
        'weight-decay': curves('Degree 20 with weight decay', histories.degree20Decayed),
      },
      protocol:
        `y = 5 + 1.2x - 3.4x²/2! + 5.6x³/3! + noise of standard deviation 0.1 at 100 training and 100 validation points, x standard normal; one dense layer over the features ` +
        `x^i/i!, ${settings.epochs} epochs, batches of ${BATCH_SIZE}, SGD with learning rate ${LEARNING_RATE} and momentum ${MOMENTUM}, and in the last fit weight decay of ` +
        `${FITS.degree20Decayed.weightDecay}, which here costs more than it saves: the truth’s own coefficients are large.`,
    };
  },
});
