import { type Figure, htmlReport, type ReportSection, type TableData } from '@gradlab/plot';
import type { Experiment, Outcome } from './experiment.ts';
import { formatDifference, formatValue, type Results } from './results.ts';

export interface ReportInput {
  readonly experiment: Experiment;
  readonly outcome: Outcome;
  readonly results: Results;
  /** What to type to get this report again. */
  readonly command: string;
}

function comparison(experiment: Experiment, outcome: Outcome): TableData {
  const rows = Object.entries(experiment.metrics).map(([key, metric]) => {
    const reproduced = outcome.reproduced[key] ?? Number.NaN;
    return [
      metric.label,
      formatValue(metric.reported, metric.format),
      formatValue(reproduced, metric.format),
      formatDifference(metric, reproduced),
    ];
  });
  return { columns: ['', 'reported', 'reproduced', 'difference'], rows };
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
      text: `Target: ${experiment.target(experiment.settings[results.mode])}. ${outcome.passed ? 'Met.' : 'Not met.'}`,
      table: comparison(experiment, outcome),
    },
    ...(figures.length > 0 ? [{ heading: 'Pictures', figures }] : []),
    ...(outcome.sections ?? []),
    { heading: 'What was done', text: outcome.protocol, table: circumstances(results), code: command },
  ];
  return htmlReport({ title: `${experiment.id}: ${experiment.title}`, subtitle: experiment.app, sections });
}
