import * as tf from '@tensorflow/tfjs-core';
import type { Bounds } from '../../classifier/bounds.ts';

/** A way to move freely and still stay in the bounds: every real w stands for a legal input value. */
export interface Box {
  toInputs(w: tf.Tensor): tf.Tensor;
  /** The w of inputs; values on a bound get a w just inside, since their own is infinite. */
  fromInputs(xs: tf.Tensor): tf.Tensor;
  /** The derivative of the input with respect to w. */
  slope(w: tf.Tensor): tf.Tensor;
}

/** Nearest to the bound that a w comes, in units of half the width (Carlini and Wagner's code). */
const INSIDE = 0.999999;
/** The same, where one side is open. */
const NEAREST = 1e-6;

const identity: Box = {
  toInputs: (w) => tf.clone(w),
  fromInputs: (xs) => tf.clone(xs),
  slope: (w) => tf.onesLike(w),
};

/** tanh for two bounds, softplus for one, and w itself for none. */
export function box([min, max]: Bounds): Box {
  if (Number.isFinite(min) && Number.isFinite(max)) return between(min, max);
  if (Number.isFinite(min)) return beyond(min, 1);
  return Number.isFinite(max) ? beyond(max, -1) : identity;
}

function between(min: number, max: number): Box {
  const centre = (min + max) / 2;
  const half = (max - min) / 2;
  return {
    toInputs: (w) => tf.tidy(() => tf.clipByValue(tf.add(tf.mul(tf.tanh(w), half), centre), min, max)),
    fromInputs: (xs) =>
      tf.tidy(() => {
        const t = tf.clipByValue(tf.div(tf.sub(xs, centre), half), -INSIDE, INSIDE);
        return tf.div(tf.log(tf.div(tf.add(1, t), tf.sub(1, t))), 2);
      }),
    slope: (w) => tf.tidy(() => tf.mul(tf.sub(1, tf.square(tf.tanh(w))), half)),
  };
}

function beyond(bound: number, side: 1 | -1): Box {
  return {
    toInputs: (w) => tf.tidy(() => tf.add(tf.mul(tf.softplus(w), side), bound)),
    fromInputs: (xs) =>
      tf.tidy(() => {
        const t = tf.maximum(tf.mul(tf.sub(xs, bound), side), NEAREST);
        // The inverse of softplus is log(e^t - 1); written so it does not overflow.
        return tf.add(t, tf.log(tf.sub(1, tf.exp(tf.neg(t)))));
      }),
    slope: (w) => tf.tidy(() => tf.mul(tf.sigmoid(w), side)),
  };
}
