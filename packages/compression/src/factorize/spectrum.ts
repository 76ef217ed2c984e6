import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** A matrix by rows, in double precision. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly at: (row: number, column: number) => number;
}

export interface Spectrum {
  /** Singular values, the largest first. */
  readonly values: readonly number[];
  /** Element `row` of the left vector of number `k`. */
  readonly left: (row: number, k: number) => number;
  /** Element `column` of the right vector of number `k`. */
  readonly right: (column: number, k: number) => number;
}

/** Singular value decomposition: the matrix is the sum of value times left times right vector. */
export function spectrumOf({ rows, columns, at }: Rows): Spectrum {
  const matrix = new Matrix(rows, columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) matrix.set(row, column, at(row, column));
  }
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const { leftSingularVectors: u, rightSingularVectors: v, diagonal } = svd;
  return {
    values: diagonal.slice(0, Math.min(rows, columns)),
    left: (row, k) => u.get(row, k),
    right: (column, k) => v.get(column, k),
  };
}

const sumOfSquares = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0);

/** Share of the squares that ranks 0, 1, 2, ... leave out: Eckart and Young 1936. */
export function tails(values: readonly number[]): readonly number[] {
  const total = sumOfSquares(values);
  return [...values.keys(), values.length].map((rank) =>
    total === 0 ? 0 : sumOfSquares(values.slice(rank)) / total,
  );
}
