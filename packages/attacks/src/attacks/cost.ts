/** What an attack asked of the model, for each of N samples. */
export interface Cost {
  /** Forward passes without a gradient. */
  readonly queries: Int32Array;
  /** Gradients; the forward pass that each needs is not counted as a query. */
  readonly gradients: Int32Array;
}

/** A cost that grows while an attack runs. */
export interface Ledger extends Cost {
  /** One forward pass (or `times` of them) of the samples at these places; default all. */
  query(rows?: readonly number[], times?: number): void;
  /** One gradient (or `times` of them) of the samples at these places; default all. */
  gradient(rows?: readonly number[], times?: number): void;
}

/** Starts a ledger for a batch of N samples: nothing spent. */
export function ledger(samples: number): Ledger {
  const queries = new Int32Array(samples);
  const gradients = new Int32Array(samples);
  const adder =
    (counts: Int32Array) =>
    (rows?: readonly number[], times = 1) => {
      for (const row of rows ?? counts.keys()) counts[row] = (counts[row] ?? 0) + times;
    };
  return { queries, gradients, query: adder(queries), gradient: adder(gradients) };
}
