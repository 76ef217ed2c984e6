import { sizeOf } from './kernel.ts';

/** Neighbouring axes of a tensor, seen as the middle one of three: `[outer, rows, columns]`. */
export interface Middle {
  readonly outer: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The runs of marked axes, from the last to the first. Where they are reduced in this order, each is the middle of what the
 * earlier ones have left. Axes of size 1 belong to whatever lies beside them.
 */
export function markedRuns(shape: readonly number[], marked: (axis: number) => boolean): Middle[] {
  const runs: Middle[] = [];
  let columns = 1;
  let rows: number | undefined;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size === 1) continue;
    if (marked(axis)) {
      rows = (rows ?? 1) * size;
      continue;
    }
    if (rows !== undefined) runs.push({ outer: sizeOf(shape.slice(0, axis + 1)), rows, columns });
    rows = undefined;
    columns *= size;
  }
  if (rows !== undefined) runs.push({ outer: 1, rows, columns });
  return runs;
}
