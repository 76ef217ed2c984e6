import { lineChart } from '@gradlab/plot';
import type { Kind, Round } from './lottery-search.ts';

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean test accuracy over the seeds; NaN for a round that was not reached. */
export const accuracyOf = (all: readonly (readonly Round[])[], round: number, kind: Kind) =>
  mean(all.map((rounds) => rounds[round]?.[kind]?.accuracy ?? Number.NaN));

/** Test accuracy of all rounds and seeds. */
export function ladderChart(all: readonly (readonly Round[])[]) {
  const series = (['ticket', 'reinit'] as const).flatMap((kind) =>
    all.map((rounds, seed) => {
      const reached = rounds.filter((round) => round[kind] !== undefined);
      return {
        name: `${kind === 'ticket' ? 'ticket' : 'random re-init'}, seed ${seed + 1}`,
        x: reached.map(({ density }) => 100 * density),
        y: reached.map((round) => round[kind]?.accuracy ?? Number.NaN),
        dashed: kind === 'reinit',
      };
    }),
  );
  return lineChart({
    title: 'Test accuracy by the part of the weights that lives',
    x: { label: 'weights that live, %', scale: 'log' },
    y: { label: 'test accuracy', format: '.1%' },
    series: series.filter(({ y }) => y.length > 0),
  });
}

/** Accuracy while it learns, mean over the seeds, at one round of the ladder. */
export function learningChart(all: readonly (readonly Round[])[], round: number) {
  const curveOf = (name: string, at: number, kind: Kind, dashed = false) => {
    const curves = all.flatMap((rounds) => rounds[at]?.[kind]?.curve ?? []);
    const steps = [...new Set(curves.map(({ step }) => step))];
    const y = steps.map((step) =>
      mean(curves.filter((point) => point.step === step).map(({ accuracy }) => accuracy)),
    );
    return { name, x: steps, y, dashed };
  };
  const percents = `${(100 * (all[0]?.[round]?.density ?? 0)).toFixed(1)} %`;
  return lineChart({
    title: `Learning with ${percents} of the weights, mean of the seeds`,
    x: { label: 'iteration' },
    y: { label: 'accuracy in training', format: '.1%' },
    series: [
      curveOf('all weights', 0, 'ticket'),
      curveOf('ticket', round, 'ticket'),
      curveOf('random re-initialization', round, 'reinit', true),
    ],
  });
}
