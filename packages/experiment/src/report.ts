import { type Figure, htmlReport, type ReportSection, type TableData } from '@gradlab/plot';
import type { Experiment, Mode, Outcome } from './experiment.ts';
import { formatDifference, formatValue, type Results } from './results.ts';

export interface ReportInput {
  readonly experiment: Experiment;
  readonly outcome: Outcome;
  readonly results: Results;
  /** What to type to get this report again. */
  readonly command: string;
}

/** Reported and reproduced, with their difference; a metric that a run did not have is said to be missing. */
export function comparison(
  { metrics }: Pick<Experiment, 'metrics'>,
  reproducedByKey: Results['reproduced'],
): TableData {
  const rows = Object.entries(metrics).map(([key, metric]) => {
    const reproduced = reproducedByKey[key];
    if (reproduced === undefined)
      return [metric.label, formatValue(metric.reported, metric.format), 'not in this run', ''];
    return [
      metric.label,
      formatValue(metric.reported, metric.format),
      formatValue(reproduced, metric.format),
      formatDifference(metric, reproduced),
    ];
  });
  return { columns: ['', 'reported', 'reproduced', 'difference'], rows };
}

const PROTOCOLS: Readonly<Record<Mode, string>> = {
  quick: 'Smoke test',
  default: 'What fits into minutes',
  full: 'The source\u2019s own protocol',
};

/** Protocol, seed, backend and time in a sentence. */
export function circumstancesLine({ mode, seed, options = {}, backend, seconds }: Results): string {
  const own = Object.entries(options).map(([name, value]) => `--${name} ${value}`);
  return `${[PROTOCOLS[mode], ...own, `seed ${seed}`, `backend ${backend}`, `${seconds.toFixed(1)}\u00a0s`].join(', ')}.`;
}

function circumstances({ mode, seed, options = {}, backend, versions, seconds }: Results): TableData {
  const rows = [
    ['mode', mode],
    ['seed', String(seed)],
    ...Object.entries(options).map(([name, value]) => [`--${name}`, value]),
    ['backend', backend],
    ['time', `${seconds.toFixed(1)} s`],
    ...Object.entries(versions),
  ];
  return { columns: ['run', ''], rows };
}

/** The report of one run: what was reported and what came out, pictures, what was done, and how to do it again. */
export function reportHtml({ experiment, outcome, results, command }: ReportInput): string {
  const figures: readonly Figure[] = Object.values(outcome.figures);
  const sections: ReportSection[] = [
    {
      heading: 'Result',
      text: `Target: ${experiment.target(experiment.settings[results.mode])}. ${outcome.passed ? 'Met.' : 'Not met.'}\n\n${circumstancesLine(results)}`,
      table: comparison(experiment, outcome.reproduced),
    },
    ...(figures.length > 0 ? [{ heading: 'Pictures', figures }] : []),
    ...(outcome.sections ?? []),
    { heading: 'What was done', text: outcome.protocol, table: circumstances(results), code: command },
  ];
  return htmlReport({ title: `${experiment.id}: ${experiment.title}`, subtitle: experiment.app, sections });
}
