import {
  div,
  exp,
  logSoftmax,
  mean,
  mul,
  type Scalar,
  softmax,
  sub,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../errors.ts';

/** @throws InvalidOptionError for a temperature that is not positive */
export function checkTemperature(temperature: number): void {
  if (temperature > 0 && Number.isFinite(temperature)) return;
  throw new InvalidOptionError(`temperature must be positive, got ${temperature}.`);
}

/**
 * What a teacher says of every class: softmax(logits / T). The higher the temperature, the more is said of wrong classes.
 *
 * @param logits float32 `[N, K]`
 * @returns float32 `[N, K]`, each row of which sums to 1; the caller owns it
 * @throws InvalidOptionError for a temperature that is not positive
 */
export function softTargets(logits: Tensor, temperature: number): Tensor {
  checkTemperature(temperature);
  return tidy(() => softmax(div(logits, temperature)));
}

/**
 * T^2 KL(p, q) of p = softmax(teacher / T) and q = softmax(student / T), the mean over the batch (Hinton, Vinyals and Dean 2015,
 * arXiv:1503.02531). T^2 keeps the gradient's size over temperatures: it is T (q - p) / N.
 *
 * Differentiable in the student; where it must not be in the teacher, pass a teacher computed outside the tape, as `distillation` does.
 *
 * @param teacher float32 logits `[N, K]`
 * @param student float32 logits `[N, K]`
 * @throws InvalidOptionError where the shapes differ or the temperature is not positive
 */
export function softTargetLoss(teacher: Tensor, student: Tensor, temperature: number): Scalar {
  checkTemperature(temperature);
  if (teacher.rank !== 2 || teacher.shape.join() !== student.shape.join()) {
    throw new InvalidOptionError(
      `Teacher and student must have logits [N, K] of the same classes, got [${teacher.shape}] and [${student.shape}].`,
    );
  }
  return tidy(() => {
    const wanted = logSoftmax(div(teacher, temperature));
    const found = logSoftmax(div(student, temperature));
    const divergence = sum(mul(exp(wanted), sub(wanted, found)), -1);
    return mul(mean(divergence), temperature ** 2) as Scalar;
  });
}
