import type { TableData } from '@gradlab/plot';
import Table from 'cli-table3';

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** A table for the terminal: columns under each other, those of numbers to the right, the first one to the left. Without colours and lines, so that it can be pasted. */
export function tableText({ columns, rows }: TableData): string {
  const isNumber = (cell: unknown) => /^[+−-]?[\d.]/.test(String(cell));
  const table = new Table({
    head: columns.map(String),
    colAligns: columns.map((_, i) => {
      const cells = rows.map((row) => row[i]).filter((cell) => cell !== '');
      return i > 0 && cells.length > 0 && cells.every(isNumber) ? 'right' : 'left';
    }),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map(String)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
