/** An objective must fall below this times what it was, or its sample has stopped moving (Carlini and Wagner's code). */
const PROGRESS = 0.9999;

export interface Stalling {
  /**
   * The positions of the samples that still get anywhere. Only every tenth of the steps it looks, else it names them all.
   * @param objective Of a sample, by its row and its position among `rows`.
   */
  moving(
    step: number,
    rows: readonly number[],
    objective: (row: number, position: number) => number,
  ): number[];
}

/** Watches the objectives of single samples, so that it does not matter which others are in the batch. */
export function stalling(steps: number): Stalling {
  const every = Math.max(1, Math.floor(steps / 10));
  const last = new Map<number, number>();
  return {
    moving(step, rows, objective) {
      if (step % every !== 0) return rows.map((_, position) => position);
      return rows.flatMap((row, position) => {
        const now = objective(row, position);
        const before = last.get(row) ?? Number.POSITIVE_INFINITY;
        last.set(row, now);
        return now < before * PROGRESS ? [position] : [];
      });
    },
  };
}
