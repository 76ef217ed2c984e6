import type { TableTexts } from '../table-data.ts';
import { columnsOf, pad, type Screen } from './terminal-text.ts';

/** The columns of a table side by side, numbers to the right; the widest are cut until all fit. */
export function tableLines(columns: readonly TableTexts[], screen: Screen): readonly string[] {
  const widths = columns.map(({ label, texts }) => Math.max(columnsOf(label), ...texts.map(columnsOf)));
  const gaps = 2 * (columns.length - 1);
  while (widths.reduce((sum, width) => sum + width, gaps) > screen.width) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= 4) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  const row = (content: (column: TableTexts) => string) =>
    columns
      .map((column, index) => pad(content(column), widths[index] as number, column.numeric ? 'start' : 'end'))
      .join('  ')
      .trimEnd();
  const count = columns[0]?.texts.length ?? 0;
  return [
    row(({ label }) => label),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...Array.from({ length: count }, (_, index) => row(({ texts }) => texts[index] ?? '')),
  ];
}
