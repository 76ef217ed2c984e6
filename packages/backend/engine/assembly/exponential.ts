import { exp4 } from './exp';

/** y = e^x. */
export function exponential(x: usize, y: usize, count: usize): void {
  const end = x + (count << 2);
  for (; x + 16 <= end; x += 16) {
    v128.store(y, exp4(v128.load(x)));
    y += 16;
  }
  for (; x < end; x += 4) {
    v128.store32_lane(y, exp4(v128.load32_zero(x)), 0);
    y += 4;
  }
}
