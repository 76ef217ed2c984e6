import { defineExperiment, type RunContext } from '@gradlab/experiment';
import { descentCurves, digitCurves, runningCurves, surfaceOf } from './d1-pictures.ts';
import { type Descent, descend } from './descent.ts';
import { type DigitSize, digitProtocol, finalAccuracy, loadDigits, trainDigits } from './digits.ts';
import { illScaled, type Pair, zScored } from './linear-problem.ts';
import { normedDescent } from './normed-descent.ts';
import { runningStatistics } from './running-statistics.ts';

const POINTS = 1000;
/** The error above the least one must fall to this share. */
const TOLERANCE = 1e-6;
const BATCHES = 60;
const BATCH_SIZE = 16;
/** Rounding of float32, 60 times averaged: what the layer may differ from doubles. */
const ROUNDING = 1e-5;
/** Of the way from the start: what an error of a millionth leaves of it along the flattest direction, which is its square root, and more. */
const NEAR = 0.02;

interface Settings extends DigitSize {
  /** How much wider the second feature is than the first. */
  readonly scale: number;
}

const distance = ([a, b]: Pair, [c, d]: Pair) => Math.hypot(a - c, b - d);

/** How far a descent ends from the optimum, as a share of the way to it. */
const missed = ({ path, best }: Descent) =>
  distance(path.at(-1) as Pair, best) / distance(path[0] as Pair, best);

function linear({ settings, seed, signal }: RunContext<Settings>) {
  const problem = illScaled(settings.scale, POINTS, seed);
  const scored = zScored(problem);
  const raw = descend(problem, TOLERANCE, signal);
  const zScore = descend(scored, TOLERANCE, signal);
  const normed = normedDescent(problem, zScore.rate, zScore.steps);
  return { problem, raw, zScore, normed };
}

async function digits(context: RunContext<Settings>) {
  const data = await loadDigits(context);
  const normalized = await trainDigits(context, data, { batchNorm: true });
  normalized.model.dispose();
  const plain = await trainDigits(context, data, { batchNorm: false });
  plain.model.dispose();
  return { 'batch norm': normalized.history, 'no batch norm': plain.history };
}

/** D1: normalization of features and batch normalization, and what they do to the error surface. */
export const d1 = defineExperiment({
  id: 'D1',
  title: 'Feature and batch normalization: the error surface, steps to its bottom, running statistics',
  app: 'summer-camp',
  metrics: {
    condition: { label: 'condition number of the error surface', reported: 'none' },
    conditionNormalized: { label: 'condition number after the z-score', reported: 'none' },
    steps: { label: 'steps until a millionth of the error is left', reported: 'none' },
    stepsNormalized: { label: 'steps after the z-score', reported: 'none' },
    runningDifference: { label: 'running statistics: layer and hand differ by', reported: 'none' },
    testTimeDifference: { label: 'normalized test inputs: layer and hand differ by', reported: 'none' },
    accuracyNormalized: {
      label: 'test accuracy on digits with batch norm',
      reported: 'none',
      format: 'percent',
    },
    accuracy: { label: 'test accuracy on digits without', reported: 'none', format: 'percent' },
  },
  settings: {
    quick: { scale: 5, trainImages: 1000, testImages: 500, epochs: 2 },
    default: { scale: 10, trainImages: 6000, testImages: 2000, epochs: 6 },
    full: { scale: 30, trainImages: 60_000, testImages: 10_000, epochs: 6 },
  },
  target: ({ scale }) =>
    `the z-score saves at least ${scale} times the steps; every descent ends at the optimum of the normal equations, after as many steps as the condition number says, give or take one; layer and hand agree to ${ROUNDING}; ` +
    'batch norm trains digits to the lower loss',
  run: async (context) => {
    const { settings, log } = context;
    const { problem, raw, zScore, normed } = linear(context);
    log(
      `${raw.steps} steps (closed form ${raw.predicted}), after the z-score ${zScore.steps} (closed form ${zScore.predicted})`,
    );
    const running = runningStatistics(problem, BATCHES, BATCH_SIZE);
    const histories = await digits(context);

    const last = (name: keyof typeof histories) => histories[name].at(-1)?.loss ?? Number.NaN;
    return {
      reproduced: {
        condition: raw.condition,
        conditionNormalized: zScore.condition,
        steps: raw.steps,
        stepsNormalized: zScore.steps,
        runningDifference: running.largestDifference,
        testTimeDifference: running.largestTestDifference,
        accuracyNormalized: finalAccuracy(histories['batch norm']),
        accuracy: finalAccuracy(histories['no batch norm']),
      },
      passed:
        raw.steps >= settings.scale * zScore.steps &&
        [raw, zScore].every((one) => missed(one) < NEAR && Math.abs(one.steps - one.predicted) <= 1) &&
        Math.max(running.largestDifference, running.largestTestDifference) < ROUNDING &&
        last('batch norm') < last('no batch norm'),
      figures: {
        'surface-as-measured': surfaceOf('As measured', raw, { 'gradient descent': raw.path }),
        'surface-z-score': surfaceOf('After the z-score', zScore, {
          'gradient descent': zScore.path,
          'with a batch norm instead': normed,
        }),
        descent: descentCurves({ 'as measured': raw, 'after the z-score': zScore }),
        'running-variance': runningCurves(running.features[1] as (typeof running.features)[number]),
        ...digitCurves(histories),
      },
      protocol:
        `y = 2u - 3.4v + noise at ${POINTS} points, v ${settings.scale} times as wide as u, all centred; half the mean square error by gradient descent from zeros with the best constant rate ` +
        `2 / (smallest + largest curvature), written in tensors, until a share of ${TOLERANCE} of the error above the least one is left; the least one is that of the normal equations. ` +
        `Then the same behind a batch norm on the unscaled features, all points as one batch. Running statistics over ${BATCHES} batches of ${BATCH_SIZE}, from mean 0 and variance 1, against the ` +
        `recursion in doubles; differences are shares of the deviation or variance of the batch. Last the ${digitProtocol(settings)}.`,
    };
  },
});
