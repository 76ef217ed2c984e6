import type { LayerSummary, ModelSummary } from './summary.ts';

const grouped = (value: number | undefined) =>
  value === undefined ? '?' : String(value).replace(/\B(?=(\d{3})+$)/g, ' ');

const row = ({ name, className, outputShape, parameters, macs }: LayerSummary) => [
  name,
  className,
  `[${outputShape.map((length) => length ?? 'N').join(', ')}]`,
  grouped(parameters),
  grouped(macs),
];

const HEAD = ['layer', 'class', 'output', 'parameters', 'MACs'];
/** Numbers stand to the right. */
const NUMBERS = 3;

/** {@link ModelSummary} as a table of text: a line per layer, and the totals below. */
export function formatSummary(summary: ModelSummary): string {
  const { name, layers, parameters, movingStatistics, trainable, macs } = summary;
  const rows = [HEAD, ...layers.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, i) => (i < NUMBERS ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
  const rule = '-'.repeat(lines[0]?.length ?? 0);
  const [head = '', ...body] = lines;
  const totals = [
    `${name}: ${grouped(parameters)} parameters (${grouped(trainable)} trainable)`,
    `${grouped(movingStatistics)} moving statistics`,
    `${grouped(macs)} multiply-adds per example`,
  ].join(', ');
  return [head, rule, ...body, rule, totals].join('\n');
}
