import type { Cell } from '../measure/cell.ts';
import { formatCell } from './numbers.ts';

/** One line for one measurement: what, and each contender's result. */
export const progressLine = (what: string, cells: Readonly<Record<string, Cell>>): string =>
  `${what}: ${Object.entries(cells)
    .map(
      ([name, cell]) => `${name} ${cell.status === 'cannot' ? `cannot (${cell.reason})` : formatCell(cell)}`,
    )
    .join(', ')}`;
