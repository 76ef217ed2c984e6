/** dx = dy step(y): the gradient of ReLU from its output or its input, whose signs agree. NaN stays NaN, as in TensorFlow.js. */
export function reluGradient(y: usize, dy: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const value = v128.load(y);
    const step = v128.or(v128.and(f32x4.gt(value, zero), one), f32x4.ne(value, value));
    v128.store(dx, f32x4.mul(v128.load(dy), step));
    y += 16;
    dy += 16;
    dx += 16;
  }
  for (; i < count; i++) {
    const value = load<f32>(y);
    store<f32>(dx, load<f32>(dy) * (isNaN(value) ? value : value > 0 ? <f32>1 : <f32>0));
    y += 4;
    dy += 4;
    dx += 4;
  }
}
