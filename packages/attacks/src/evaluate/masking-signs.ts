import type { MaskingAccuracies } from './gradient-masking.ts';

/** One sign that gradients may mislead. */
export interface MaskingSign {
  readonly name:
    | 'black-box-beats-gradients'
    | 'one-step-beats-many'
    | 'unbounded-attack-fails'
    | 'restarts-keep-gaining'
    | 'zero-gradients';
  /** How strong it is, as a fraction of all samples; 0 or less where there is nothing of it. */
  readonly excess: number;
  readonly found: boolean;
  /** What it says, in a sentence. */
  readonly meaning: string;
}

/** Even on models that hide nothing, restarts gain a few percent: 3 % on the MNIST challenge of Madry et al. */
const USUAL_GAIN = 0.05;

/** @param tolerance What the excess must exceed to be found. */
export function signsOf(
  accuracy: MaskingAccuracies,
  zeroGradients: number,
  tolerance: number,
): MaskingSign[] {
  const sign = (name: MaskingSign['name'], excess: number, meaning: string, least = tolerance) => ({
    name,
    excess,
    found: excess > least,
    meaning,
  });
  return [
    sign(
      'black-box-beats-gradients',
      accuracy.restarts - accuracy.blackBox,
      'Square, which needs no gradient, breaks samples that PGD does not',
    ),
    sign(
      'one-step-beats-many',
      accuracy.manySteps - accuracy.oneStep,
      'one step breaks more samples than many: the gradient leads astray near the sample',
    ),
    sign(
      'unbounded-attack-fails',
      accuracy.unbounded,
      'PGD leaves samples right though it may change them at will: it does not find what certainly exists',
    ),
    sign(
      'restarts-keep-gaining',
      accuracy.manySteps - accuracy.restarts,
      'restarts break many more samples: PGD gets stuck in different places, and more restarts would break more',
      Math.max(tolerance, USUAL_GAIN),
    ),
    sign('zero-gradients', zeroGradients, 'gradients are exactly 0, so that gradient attacks do not move'),
  ];
}
