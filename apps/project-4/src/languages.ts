import { type LanguageWords, languageWords } from '@gradlab/datasets';
import type { RunContext } from '@gradlab/experiment';
import { type Figure, lineChart, type ReportSection } from '@gradlab/plot';
import { type ClassificationReport, classificationReport, type History } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { percent } from './recipe.ts';

/** The words of the five languages, from the homework's file or from dictionaries. */
export const loadWords = (
  { dataRoot, signal, onProgress }: RunContext<unknown>,
  encoding: 'oneHot' | 'indices',
): Promise<LanguageWords> =>
  languageWords({
    ...(dataRoot === undefined ? {} : { root: dataRoot }),
    packageRoots: [import.meta.url],
    encoding,
    signal,
    onProgress,
  });

/** Accuracy within and after each epoch. */
export const wordCurves = (history: History): Figure =>
  lineChart({
    title: 'Accuracy',
    x: { label: 'epoch' },
    y: { label: 'accuracy', format: '.0%' },
    series: [
      {
        name: 'training',
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ metrics }) => metrics.accuracy ?? Number.NaN),
      },
      {
        name: 'dev',
        x: history.map(({ epoch }) => epoch),
        y: history.map(({ validation }) => validation?.metrics.accuracy ?? Number.NaN),
        markers: true,
      },
    ],
  });

/** Accuracy on the dev words after each epoch, for several networks. */
export const devCurves = (histories: readonly History[]): Figure =>
  lineChart({
    title: 'Accuracy on the dev words',
    x: { label: 'epoch' },
    y: { label: 'accuracy', format: '.0%' },
    series: histories.map((history, i) => ({
      name: `network ${i + 1}`,
      x: history.map(({ epoch }) => epoch),
      y: history.map(({ validation }) => validation?.metrics.accuracy ?? Number.NaN),
      markers: true,
    })),
  });

/** What was taken for what on the test words, and how well each language is told. */
export async function wordReport(
  model: LayersModel,
  { test }: LanguageWords,
): Promise<{ readonly accuracy: number; readonly section: ReportSection }> {
  const report: ClassificationReport = await classificationReport(model, test);
  const rows = report.classes.map(({ precision, recall, f1 }, k) => [
    test.classes[k] ?? '',
    ...(report.confusion[k] ?? []).map(String),
    percent(precision),
    percent(recall),
    percent(f1),
  ]);
  const columns = ['language', ...test.classes.map((name) => `as ${name}`), 'precision', 'recall', 'F1'];
  return {
    accuracy: report.accuracy,
    section: { heading: 'What was taken for what', table: { columns, rows } },
  };
}
