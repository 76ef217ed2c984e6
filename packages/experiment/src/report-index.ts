import { relative, sep } from 'node:path';
import { htmlReport, type ReportSection, type TableData } from '@gradlab/plot';
import { commandLine } from './command-line.ts';
import type { Experiment } from './experiment.ts';
import type { FoundResults, FoundRun } from './read-results.ts';
import { circumstancesLine, comparison } from './report.ts';
import type { Results } from './results.ts';

export interface IndexInput extends FoundResults {
  readonly experiments: readonly Experiment[];
  /** Paths of what is left out are relative to it. */
  readonly root: string;
  /** Folder of the page: links to reports are relative to it. */
  readonly folder: string;
  /** What to type to get this page again. */
  readonly command: string;
}

/** What repeats a run; where the data were and where the results went is not known. */
export function repeatCommand({ id, mode, seed, options = {} }: Results): string {
  const nowhere = { out: undefined, data: undefined, backend: undefined, resume: false };
  return commandLine({ id, mode, seed, options, ...nowhere });
}

const linkTo = (folder: string, file: string) =>
  relative(folder, file).split(sep).map(encodeURIComponent).join('/');

const anchorOf = (id: string) => `experiment-${id}`;

function overview(rows: readonly (readonly [Experiment, FoundRun])[], folder: string): TableData {
  return {
    columns: ['id', 'experiment', 'target', 'run'],
    rows: rows.map(([{ id, title }, { results, report }]) => {
      const { mode, seed, backend, passed, seconds } = results;
      const text = `${mode}, seed ${seed}, ${backend}, ${seconds.toFixed(0)}\u00a0s`;
      return [
        { text: id, href: `#${anchorOf(id)}` },
        title,
        passed ? 'met' : 'not met',
        report === undefined ? text : { text, href: linkTo(folder, report) },
      ];
    }),
  };
}

function runSection(experiment: Experiment, { results }: FoundRun, index: number): ReportSection {
  const { id, title, app, target, settings } = experiment;
  const verdict = `Target: ${target(settings[results.mode])}. ${results.passed ? 'Met.' : 'Not met.'}`;
  return {
    heading: `${id}: ${title}`,
    // Further runs of the experiment follow the first, which the overview's links lead to.
    ...(index === 0 && { anchor: anchorOf(id) }),
    text: `${verdict}\n\n${circumstancesLine(results)} App: ${app}.`,
    table: comparison(experiment, results.reproduced),
    code: repeatCommand(results),
  };
}

/** One page over all results: an overview, then each run with its numbers and the command that repeats it. */
export function indexHtml({ experiments, runs, leftOut, root, folder, command }: IndexInput): string {
  const perExperiment = experiments.map((experiment) => ({
    experiment,
    found: runs.filter(({ results }) => results.id === experiment.id),
  }));
  const rows = perExperiment.flatMap(({ experiment, found }) =>
    found.map((run) => [experiment, run] as const),
  );
  const missing = perExperiment.filter(({ found }) => found.length === 0);
  const met = runs.filter(({ results }) => results.passed).length;
  const sections: ReportSection[] = [
    {
      heading: 'Overview',
      text: `${runs.length} runs of ${experiments.length - missing.length} experiments; ${met} met their target. Where the last column is a link, it opens the run\u2019s report.`,
      ...(rows.length > 0 && { table: overview(rows, folder) }),
      code: command,
    },
    ...perExperiment.flatMap(({ experiment, found }) =>
      found.map((run, index) => runSection(experiment, run, index)),
    ),
  ];
  if (missing.length > 0) {
    sections.push({
      heading: 'Without results',
      table: {
        columns: ['id', 'experiment', 'app'],
        rows: missing.map(({ experiment: { id, title, app } }) => [id, title, app]),
      },
    });
  }
  if (leftOut.length > 0) {
    sections.push({
      heading: 'Left out',
      text: 'These files could not be read as results.',
      table: {
        columns: ['file', 'because'],
        rows: leftOut.map(({ file, reason }) => [relative(root, file).split(sep).join('/'), reason]),
      },
    });
  }
  return htmlReport({ title: 'Results', subtitle: 'Reported and reproduced', sections });
}
