import type { CompressionReport } from './report.ts';
import type { WeightReport } from './weight-report.ts';

/** As tables of `@gradlab/plot`. */
export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const COLUMNS = [
  'weight',
  'shape',
  'parameters',
  'MACs',
  'not 0',
  'values',
  'bits',
  'entropy',
  'value bits',
  'gap bits',
  'raw B',
  'stored B',
  'gzip B',
  'brotli B',
  'coded B',
  'coded',
  'note',
];

const shown = (value: number | undefined, digits = 0): string =>
  value === undefined ? '' : value.toFixed(digits);
const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;

/** The layer that a weight belongs to. */
const layerOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function rowOf(
  {
    path,
    shape,
    size,
    nonZeros,
    unique,
    indexBits,
    entropy,
    weightBits,
    codedGapBits,
    bytes,
    skipped,
  }: WeightReport,
  macs: number | undefined,
): string[] {
  return [
    path,
    shape.join(' x '),
    shown(size),
    shown(macs),
    percent(nonZeros, size),
    shown(unique),
    shown(indexBits),
    shown(entropy, 2),
    shown(weightBits, 2),
    shown(codedGapBits, 2),
    shown(bytes.raw),
    shown(bytes.stored),
    shown(bytes.gzip),
    shown(bytes.brotli),
    shown(bytes.coded),
    percent(bytes.coded, bytes.raw),
    skipped ?? '',
  ];
}

/** A row for each weight, the first of a layer with its multiply-adds where they are known, and one for all. */
export function reportTable({
  weights,
  macs,
  total: { parameters, nonZeros, bytes, macs: allMacs },
}: CompressionReport): ReportTable {
  const last = [
    'all',
    '',
    shown(parameters),
    shown(allMacs),
    percent(nonZeros, parameters),
    '',
    '',
    '',
    '',
    '',
    shown(bytes.raw),
    shown(bytes.stored),
    shown(bytes.gzip),
    shown(bytes.brotli),
    shown(bytes.coded),
    percent(bytes.coded, bytes.raw),
    '',
  ];
  const rows = weights.map((weight, i) => {
    const layer = layerOf(weight.path);
    const isFirst = weights.findIndex(({ path }) => layerOf(path) === layer) === i;
    return rowOf(weight, isFirst ? macs[layer] : undefined);
  });
  // A file alone does not tell them.
  const counted = Object.values(macs).some((count) => count !== undefined);
  const shownOf = <T>(cells: readonly T[]) => cells.filter((_, i) => counted || COLUMNS[i] !== 'MACs');
  return { columns: shownOf(COLUMNS), rows: [...rows, last].map(shownOf) };
}

/** The table as text, its columns under each other, and the latency where it was measured. */
export function formatReport(report: CompressionReport): string {
  const { columns, rows } = reportTable(report);
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => (row[i] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) =>
        i === 0 || i === cells.length - 1
          ? cell.padEnd(widths[i] as number)
          : cell.padStart(widths[i] as number),
      )
      .join('  ')
      .trimEnd();
  const { latencySeconds: seconds } = report;
  const latency =
    seconds === undefined ? [] : ['', `${(1000 * seconds).toPrecision(3)} ms for one example, measured here`];
  return [...[columns, ...rows].map(line), ...latency].join('\n');
}
