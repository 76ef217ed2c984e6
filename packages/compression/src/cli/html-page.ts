import { UsageError } from '../errors.ts';
import { reportFigures } from '../report/figures.ts';
import type { CompressionReport } from '../report/report.ts';
import { reportTable } from '../report/table.ts';

/** @throws UsageError where `@gradlab/plot`, which most uses of this package do without, is not installed */
async function plotModule(): Promise<typeof import('@gradlab/plot')> {
  // A name in a variable: bundlers would insist on it.
  const name = '@gradlab/plot';
  try {
    return await import(name);
  } catch (cause) {
    throw new UsageError(
      `--html needs ${name}, which cannot be imported (${(cause as Error).message}); run npm install ${name}.`,
      { cause },
    );
  }
}

/** The report as a page: its summary, figures and table. */
export async function htmlPage(title: string, summary: string, report: CompressionReport): Promise<string> {
  const plot = await plotModule();
  const figures = report.total.parameters === 0 ? [] : reportFigures(report, plot);
  return plot.htmlReport({
    title,
    subtitle: summary,
    sections: [
      { heading: 'What it takes', figures },
      { heading: 'Weights', table: reportTable(report) },
    ],
  });
}
