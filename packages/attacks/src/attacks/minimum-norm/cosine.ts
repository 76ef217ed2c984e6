/** From `first` at step 0 to `last` at step `steps`, along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983). */
export function cosine(first: number, last: number, step: number, steps: number): number {
  return last + ((first - last) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
