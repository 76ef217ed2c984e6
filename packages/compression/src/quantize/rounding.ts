/** To the nearest integer, ties to the even one, as NumPy and `tf.round` do; `Math.round` goes up. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
