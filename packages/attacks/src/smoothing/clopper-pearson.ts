import jstat from 'jstat';
import { InvalidOptionError } from '../errors.ts';

/** @throws InvalidOptionError when alpha is not in (0, 1). */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) {
    throw new InvalidOptionError(`alpha must be between 0 and 1, got ${alpha}`);
  }
}

/**
 * The lower bound of a probability from `successes` in `trials` independent trials: it is wrong in at most a fraction `alpha` of all
 * experiments, whatever the probability. Within 1e-9; 0 without a success.
 *
 * Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26.
 * @throws InvalidOptionError when the counts are not integers with 0 <= successes <= trials and trials >= 1, or alpha is not in (0, 1).
 */
export function clopperPearson(successes: number, trials: number, alpha: number): number {
  checkAlpha(alpha);
  const counts = Number.isInteger(successes) && Number.isInteger(trials);
  if (!(counts && successes >= 0 && trials >= 1 && successes <= trials)) {
    throw new InvalidOptionError(
      `successes and trials must be integers, 0 <= successes <= trials and trials >= 1, got ${successes} of ${trials}`,
    );
  }
  if (successes === 0) return 0;
  if (successes === trials) return alpha ** (1 / trials);
  return jstat.jStat.beta.inv(alpha, successes, trials - successes + 1);
}

/** Below which a standard normal number stays with this probability in (0, 1). */
export const normalQuantile = (probability: number): number => jstat.jStat.normal.inv(probability, 0, 1);
