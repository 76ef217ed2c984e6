import { sineRegression } from '@gradlab/datasets';
import { defineExperiment } from '@gradlab/experiment';
import { mlp } from '@gradlab/models';
import { lineChart } from '@gradlab/plot';
import { adam, cosine, evaluate, fit, mse, predict } from '@gradlab/train';

const LEARNING_RATE = 0.05;
const HIDDEN = [64, 64];
/** Epochs. At this learning rate some networks lose all their units to a first step of full length. */
const WARMUP = 5;
const BATCH_SIZE = 100;
const POINTS = { train: 1000, test: 200 };
const TARGET = 0.02;

/** A2: regression of the sine on [-2 pi, 2 pi]. */
export const a2 = defineExperiment({
  id: 'A2',
  title: 'Regression of sin(x) on [-2π, 2π]',
  app: 'project-4',
  metrics: { loss: { label: 'mean squared error on validation points', reported: 0.000313 } },
  settings: { quick: { epochs: 40 }, default: { epochs: 200 }, full: { epochs: 400 } },
  target: () => `mean squared error < ${TARGET}`,
  run: async ({ settings, seed, signal, onProgress, log }) => {
    const { train, test } = sineRegression({ ...POINTS, seed });
    const model = mlp({ units: [1, ...HIDDEN, 1], seed });
    const history = await fit(model, train, {
      optimizer: adam(LEARNING_RATE),
      schedule: cosine({ warmup: WARMUP }),
      loss: mse,
      epochs: settings.epochs,
      batchSize: BATCH_SIZE,
      validation: test,
      seed,
      signal,
      onProgress,
      onEpoch: ({ epoch, validation }) =>
        log(`epoch ${epoch}: validation loss ${validation?.loss.toFixed(6)}`),
    });
    const { loss } = await evaluate(model, test, { loss: mse });
    const outputs = await predict(model, test);
    const predictions = await outputs.data();
    outputs.dispose();
    model.dispose();

    const points = Array.from({ length: test.length }, (_, i) => ({
      x: test.get(i).input[0] as number,
      y: predictions[i] as number,
    })).sort((a, b) => a.x - b.x);
    const x = points.map((point) => point.x);
    return {
      reproduced: { loss },
      passed: loss < TARGET,
      figures: {
        fit: lineChart({
          title: 'The sine and what the network makes of it, at the validation points',
          x: { label: 'x' },
          y: { label: 'y' },
          series: [
            { name: 'sin x', x, y: x.map(Math.sin) },
            { name: 'network', x, y: points.map(({ y }) => y) },
          ],
        }),
        loss: lineChart({
          title: 'Mean squared error',
          x: { label: 'epoch' },
          y: { label: 'mean squared error', scale: 'log' },
          series: [
            { name: 'training', x: history.map(({ epoch }) => epoch), y: history.map((log) => log.loss) },
            {
              name: 'validation',
              x: history.map(({ epoch }) => epoch),
              y: history.map(({ validation }) => validation?.loss ?? Number.NaN),
            },
          ],
        }),
      },
      protocol:
        `A perceptron with hidden layers of ${HIDDEN.join(' and ')} units and ReLU on ${train.length} points drawn uniformly, ${settings.epochs} epochs, batches of ` +
        `${BATCH_SIZE}, mean squared error, Adam with learning rate ${LEARNING_RATE} after ${WARMUP} epochs of rising, then falling along a cosine; the weights of the last epoch on ${test.length} other points.`,
    };
  },
});
