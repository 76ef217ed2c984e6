import { describe, expect, it } from 'vitest';
import { TrainError } from '../errors.ts';
import type { EpochLog } from '../history.ts';
import { cosine } from './cosine.ts';
import { oneCycle } from './one-cycle.ts';
import { plateau } from './plateau.ts';
import { polynomial } from './polynomial.ts';
import type { Schedule } from './schedule.ts';
import { exponential, multiStep, stepDecay } from './step-decay.ts';

const log = (epoch: number, loss: number): EpochLog => ({
  epoch,
  loss,
  metrics: {},
  curve: [],
  learningRateFactor: 1,
  seconds: 0,
});

/** The factor of every update. */
function factors(schedule: Schedule, epochs: number, stepsPerEpoch = 2): number[] {
  const steps = epochs * stepsPerEpoch;
  return Array.from({ length: steps }, (_, step) =>
    schedule({ step, steps, stepsPerEpoch, epoch: step / stepsPerEpoch, epochs, history: [] }),
  );
}

function close(actual: readonly number[], expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 7);
}

describe('what PyTorch 1.13 gives', () => {
  it.each<[string, Schedule, number, number[]]>([
    ['StepLR', stepDecay(2), 5, [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01]],
    ['MultiStepLR', multiStep([1, 3], { gamma: 0.5 }), 5, [1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]],
    ['ExponentialLR', exponential(0.9), 4, [1, 1, 0.9, 0.9, 0.81, 0.81, 0.729, 0.729]],
    ['PolynomialLR', polynomial({ power: 2 }), 5, [1, 0.81, 0.64, 0.49, 0.36, 0.25, 0.16, 0.09, 0.04, 0.01]],
    [
      'CosineAnnealingLR',
      cosine({ end: 0.1 }),
      5,
      [
        1, 0.97797543, 0.91405765, 0.81450336, 0.68905765, 0.55, 0.41094235, 0.28549664, 0.18594235,
        0.12202457,
      ],
    ],
    [
      'OneCycleLR',
      oneCycle(),
      10,
      [
        0.04, 0.13167184, 0.37167184, 0.66832816, 0.90832816, 1, 0.98746401, 0.95048463, 0.89091618,
        0.81174565, 0.716943, 0.61126202, 0.500002, 0.38874198, 0.283061, 0.18825835, 0.10908782, 0.04951937,
        0.01253999, 0.000004,
      ],
    ],
  ])('%s', (_, schedule, epochs, expected) => close(factors(schedule, epochs), expected));

  const losses = [1, 0.9, 0.95, 0.9, 0.91, 0.89999, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.5, 0.5, 0.5, 0.5, 0.5];
  it.each<[string, Schedule, number[]]>([
    [
      'patience alone',
      plateau({ patience: 2 }),
      [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001],
    ],
    [
      'factor, cooldown and minimum',
      plateau({ patience: 1, factor: 0.5, cooldown: 2, min: 0.2 }),
      [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2],
    ],
    [
      'more is better',
      plateau({ patience: 2, mode: 'max' }),
      [1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 1e-3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-4, 1e-5, 1e-5],
    ],
  ])('ReduceLROnPlateau: %s', (_, schedule, expected) => {
    const after = losses.map((__, i) => {
      const history = losses.slice(0, i + 1).map((loss, epoch) => log(epoch + 1, loss));
      return schedule({ step: i, steps: 99, stepsPerEpoch: 1, epoch: i, epochs: 99, history });
    });
    close(after, expected);
  });
});

describe('cosine', () => {
  it('rises in a straight line first', () => {
    close(factors(cosine({ warmup: 2, start: 0.2 }), 4), [
      0.2,
      0.4,
      0.6,
      0.8,
      1,
      (1 + Math.SQRT1_2) / 2,
      0.5,
      (1 - Math.SQRT1_2) / 2,
    ]);
  });

  it('may only rise', () => close(factors(cosine({ warmup: 9 }), 2), [0, 0.25, 0.5, 0.75]));
});

describe('plateau', () => {
  it('looks at the validation, at any metric', () => {
    const history = [0.5, 0.4, 0.4].map((accuracy, i) => ({
      ...log(i + 1, 1 - i / 10),
      metrics: { accuracy: i },
      validation: { loss: 1, metrics: { accuracy } },
    }));
    const position = { step: 3, steps: 9, stepsPerEpoch: 1, epoch: 3, epochs: 9, history };
    expect(plateau({ monitor: 'accuracy', patience: 1, factor: 0.5 })(position)).toBe(0.5);
    expect(() => plateau({ monitor: 'f1' })(position)).toThrow(/"f1", but an epoch has accuracy, loss/);
  });
});

it.each([
  [() => stepDecay(0), /every must be an integer/],
  [() => multiStep([1.5]), /milestone must be an integer/],
  [() => exponential(-1), /gamma must be/],
  [() => polynomial({ end: -1 }), /end must be/],
  [() => cosine({ warmup: Number.NaN }), /warmup must be/],
  [() => oneCycle({ rise: 1 }), /rise must be/],
  [() => plateau({ factor: 1 }), /factor must be/],
  [() => plateau({ patience: -1 }), /patience must be/],
])('refuses impossible settings (%#)', (make, message) => {
  expect(make).toThrow(TrainError);
  expect(make).toThrow(message);
});
