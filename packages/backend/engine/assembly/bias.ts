/** y[row][column] += bias[column], and max(y, 0) where `relu`; in place, row-major `[rows, columns]`. `bias` may be 0 for none. */
export function addBias(y: usize, rows: i32, columns: i32, bias: usize, relu: bool): void {
  const zero = f32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    let from = bias;
    let c = 0;
    for (; c + 4 <= columns; c += 4) {
      let value = v128.load(y);
      if (bias) value = f32x4.add(value, v128.load(from));
      if (relu) value = f32x4.max(value, zero);
      v128.store(y, value);
      y += 16;
      from += 16;
    }
    for (; c < columns; c++) {
      let value = load<f32>(y);
      if (bias) value += load<f32>(from);
      if (relu) value = max(value, 0);
      store<f32>(y, value);
      y += 4;
      from += 4;
    }
  }
}
