/** Base of every error this package throws on purpose: `error instanceof AttackError`. */
export class AttackError extends Error {
  override readonly name: string = 'AttackError';
}

/** An option is outside its range: eps, bounds, mean, std, ... */
export class InvalidOptionError extends AttackError {
  override readonly name: string = 'InvalidOptionError';
}

/** The inputs are empty, of the wrong type, not finite, or outside the classifier's bounds. */
export class InvalidInputError extends AttackError {
  override readonly name: string = 'InvalidInputError';
}

/** The labels are not int32 class indices `[N]` in `[0, K)`. */
export class InvalidLabelsError extends AttackError {
  override readonly name: string = 'InvalidLabelsError';
}

/** The model does not return finite logits `[N, K]`, `K >= 2`. */
export class ModelOutputError extends AttackError {
  override readonly name: string = 'ModelOutputError';
}

/** The model returns probabilities where logits are needed: their gradient dies on confident samples. */
export class ProbabilityOutputError extends ModelOutputError {
  override readonly name: string = 'ProbabilityOutputError';
}

/**
 * The model answers differently when asked again, or when the rest of the batch is another: as one that was left in training
 * mode does.
 */
export class UnsteadyModelError extends ModelOutputError {
  override readonly name: string = 'UnsteadyModelError';
}

/** The gradient of the loss with respect to the inputs is not finite. */
export class GradientError extends AttackError {
  override readonly name: string = 'GradientError';
}

/** The gradient is exactly zero for every sample: the attack would be a silent no-op. */
export class ZeroGradientError extends GradientError {
  override readonly name: string = 'ZeroGradientError';
}
