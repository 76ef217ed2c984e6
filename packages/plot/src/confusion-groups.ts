import type { ConfusionCounts } from './confusion-counts.ts';

/** What counts are divided by: nothing, or the sum of their row, of their column, or of all. */
export type Normalize = 'none' | 'true' | 'predicted' | 'all';

/** What a row or a column stands for: one class, or several. */
interface Group {
  readonly name: string;
  readonly members: readonly number[];
}

/** Each class by itself, or the `most` with most mistakes, in their order, and the others together. */
export function groupsOf(
  { classes, rows }: ConfusionCounts,
  nameOf: (index: number) => string,
  most: number,
): readonly Group[] {
  const all = Array.from({ length: classes }, (_, index) => index);
  const single = (index: number) => ({ name: nameOf(index), members: [index] });
  if (classes <= most) return all.map(single);
  const mistakes = new Float64Array(classes);
  for (const [truth, row] of rows.entries()) {
    for (const [predicted, count] of row) {
      if (predicted === truth) continue;
      mistakes[truth] = (mistakes[truth] as number) + count;
      mistakes[predicted] = (mistakes[predicted] as number) + count;
    }
  }
  const byMistakes = all.toSorted((a, b) => (mistakes[b] as number) - (mistakes[a] as number) || a - b);
  const shown = byMistakes.slice(0, most).toSorted((a, b) => a - b);
  const others = byMistakes.slice(most);
  return [...shown.map(single), { name: `${others.length} others`, members: others }];
}

/** The counts of groups, row by row. */
export function grouped(
  { classes, rows }: ConfusionCounts,
  groups: readonly Group[],
): readonly (readonly number[])[] {
  const groupOf = new Int32Array(classes);
  for (const [index, { members }] of groups.entries()) for (const member of members) groupOf[member] = index;
  const matrix = groups.map(() => groups.map(() => 0));
  for (const [truth, row] of rows.entries()) {
    const line = matrix[groupOf[truth] as number] as number[];
    for (const [predicted, count] of row) {
      const at = groupOf[predicted] as number;
      line[at] = (line[at] as number) + count;
    }
  }
  return matrix;
}

/** A row or column without a sample has no shares: NaN, which is left blank. */
export function normalized(
  matrix: readonly (readonly number[])[],
  normalize: Normalize | undefined,
): readonly (readonly number[])[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const rows = matrix.map(sum);
  const columns = matrix.map((_, column) => sum(matrix.map((row) => row[column] as number)));
  const all = sum(rows);
  const by = (row: number, column: number) => {
    if (normalize === 'true') return rows[row] as number;
    return normalize === 'predicted' ? (columns[column] as number) : all;
  };
  if (normalize === undefined || normalize === 'none') return matrix;
  return matrix.map((line, row) =>
    line.map((count, column) => (by(row, column) === 0 ? Number.NaN : count / by(row, column))),
  );
}
