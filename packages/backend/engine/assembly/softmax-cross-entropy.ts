import { exp4 } from './exp';

// @ts-ignore: decorator
@inline
function at(row: usize, j: i32): usize {
  return row + (<usize>j << 2);
}

// @ts-ignore: decorator
@inline
function lanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** Largest of a row; what is not a number is passed over. */
function largest(row: usize, classes: i32): f32 {
  let found = f32x4.splat(-Infinity);
  let j = 0;
  for (; j + 4 <= classes; j += 4) found = f32x4.pmax(found, v128.load(at(row, j)));
  for (; j < classes; j++) found = f32x4.pmax(found, v128.load32_splat(at(row, j)));
  const upper = max(f32x4.extract_lane(found, 0), f32x4.extract_lane(found, 1));
  return max(upper, max(f32x4.extract_lane(found, 2), f32x4.extract_lane(found, 3)));
}

/** Sum of a row. Long rows are added up in parts, so that rounding does not grow with their length. */
function total(row: usize, classes: i32): f64 {
  let sum: f64 = 0;
  let j = 0;
  while (j + 4 <= classes) {
    const end = min(j + 256, classes & ~3);
    let part = f32x4.splat(0);
    for (; j < end; j += 4) part = f32x4.add(part, v128.load(at(row, j)));
    sum += lanes(part);
  }
  for (; j < classes; j++) sum += load<f32>(at(row, j));
  return sum;
}

/** out = e^(row - top). */
function exponentials(row: usize, classes: i32, top: f32, out: usize): void {
  const shift = f32x4.splat(top);
  let j = 0;
  for (; j + 4 <= classes; j += 4) v128.store(at(out, j), exp4(f32x4.sub(v128.load(at(row, j)), shift)));
  for (; j < classes; j++) {
    v128.store32_lane(at(out, j), exp4(f32x4.sub(v128.load32_splat(at(row, j)), shift)), 0);
  }
}

/** row = factor row. */
function multiply(row: usize, classes: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let j = 0;
  for (; j + 4 <= classes; j += 4) v128.store(at(row, j), f32x4.mul(v128.load(at(row, j)), factors));
  for (; j < classes; j++) store<f32>(at(row, j), load<f32>(at(row, j)) * factor);
}

/** First row whose label is no class, or -1. */
export function wrongLabel(labels: usize, rows: i32, classes: i32): i32 {
  for (let i = 0; i < rows; i++) {
    if (load<u32>(at(labels, i)) >= <u32>classes) return i;
  }
  return -1;
}

/** `loss` = mean over the rows of -log softmax(row)[label]. `work` holds one row. */
export function crossEntropy(logits: usize, labels: usize, rows: i32, classes: i32, loss: usize, work: usize): void {
  let sum: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const row = logits + <usize>i * (<usize>classes << 2);
    const label = load<i32>(at(labels, i));
    const top = largest(row, classes);
    exponentials(row, classes, top, work);
    const own = <f64>load<f32>(at(work, label));
    store<f32>(at(work, label), 0);
    // Where the label has the largest logit, `own` is 1, and log1p keeps the small rest that 1 + rest would round away.
    const rest = total(work, classes) + (own - 1);
    sum += <f64>top - <f64>load<f32>(at(row, label)) + Math.log1p(rest);
  }
  store<f32>(loss, <f32>(sum / <f64>rows));
}

/** gradient = scale (softmax - onehot). At the label it is minus the sum of the others, which stays exact where softmax is near 1. */
export function crossEntropyGradient(
  logits: usize,
  labels: usize,
  rows: i32,
  classes: i32,
  scale: f32,
  gradient: usize,
): void {
  for (let i = 0; i < rows; i++) {
    const offset = <usize>i * (<usize>classes << 2);
    const row = logits + offset;
    const out = gradient + offset;
    const label = at(out, load<i32>(at(labels, i)));
    exponentials(row, classes, largest(row, classes), out);
    const own = <f64>load<f32>(label);
    store<f32>(label, 0);
    const others = total(out, classes);
    const factor = <f64>scale / (own + others);
    multiply(out, classes, <f32>factor);
    store<f32>(label, <f32>(-others * factor));
  }
}
