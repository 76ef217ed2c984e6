/** out = old - (old - value) rate, every step rounded as by three operations. */
export function movingAverage(old: usize, value: usize, rate: f32, count: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const before = load<f32>(old + i);
    store<f32>(out + i, before - (before - load<f32>(value + i)) * rate);
  }
}
