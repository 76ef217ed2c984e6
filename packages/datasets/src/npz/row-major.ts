/** The same array in C order (last axis fastest), from Fortran order (first axis fastest). */
export function rowMajor<
  Values extends { readonly length: number; slice(): Values; [index: number]: unknown },
>(values: Values, shape: readonly number[]): Values {
  const result = values.slice();
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, side) => product * side, 1));
  for (let to = 0; to < values.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1, rest = to; axis >= 0; axis--) {
      const side = shape[axis] as number;
      from += (rest % side) * (strides[axis] as number);
      rest = Math.floor(rest / side);
    }
    result[to] = values[from];
  }
  return result;
}
