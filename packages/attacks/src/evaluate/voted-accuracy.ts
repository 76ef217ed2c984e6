import type { Attack } from '../attacks/attack.ts';
import { checkLabelRange, checkLabelShape } from '../attacks/check.ts';
import { type Model, toClassifier } from '../classifier/classifier.ts';
import { InvalidOptionError } from '../errors.ts';
import type { EvaluationData } from './batches.ts';
import { type EvaluationOptions, eachBatch } from './each-batch.ts';
import { checkVoting, repeatedVotes, type Votes, type VotingOptions } from './repeated-votes.ts';

export interface VotedAccuracyOptions extends EvaluationOptions, Omit<VotingOptions, 'signal'> {
  /** Untargeted. For models that answer at random: `eotPgd`, or `autoAttack({ version: 'rand' })`. */
  readonly attack: Attack;
}

/** The accuracy of a model that is random, by repeated votes. Fractions are of 1. */
export interface VotedAccuracy {
  /** Fraction of all samples whose vote is right without an attack. */
  readonly cleanAccuracy: number;
  /** Fraction of all samples whose votes are right both without and under the attack. */
  readonly accuracy: number;
  /** Of the samples whose vote was right, the fraction whose vote is wrong under the attack; 0 where there are none. */
  readonly successRate: number;
  /** Fraction of all single answers that are right: what asking once would give on average. */
  readonly singleAccuracy: { readonly clean: number; readonly adversarial: number };
  /** The mean fraction of the answers that agree with the vote: 1 for a model that is not random. */
  readonly agreement: { readonly clean: number; readonly adversarial: number };
  /** Number of samples. */
  readonly count: number;
}

/**
 * The accuracy under an attack of a model that answers at random, such as a Bayesian network: the class of a sample, before and after the
 * attack, is what repeated answers come to. What the attack itself takes for success, one answer, does not count. Batches are
 * disposed after use.
 *
 * @throws InvalidOptionError when the attack is targeted, or an option is out of its range.
 * @throws InvalidInputError when the data is empty, and every error of the attack.
 */
export async function votedAccuracy(
  model: Model,
  data: EvaluationData,
  options: VotedAccuracyOptions,
): Promise<VotedAccuracy> {
  const { attack, signal } = options;
  const voting = { ...checkVoting(options), ...(signal && { signal }) };
  if (attack.targeted) {
    throw new InvalidOptionError('votedAccuracy needs an untargeted attack: its labels are the true classes');
  }
  const classifier = toClassifier(model);
  const sums = { right: 0, left: 0, single: [0, 0], agreement: [0, 0] };
  const count = await eachBatch('votedAccuracy', data, options, async ({ xs, ys }, before) => {
    checkLabelShape(ys, xs.shape[0] ?? 0);
    const labels = Int32Array.from(await ys.data());
    const clean = await repeatedVotes(classifier, xs, voting);
    checkLabelRange(labels, clean.counts[0]?.length ?? 0);
    const run = { allZeroGradient: before === 0 ? 'throw' : 'report', ...(signal && { signal }) } as const;
    const adversarial = await attack(classifier, xs, ys, run);
    try {
      const attacked = await repeatedVotes(classifier, adversarial, voting);
      for (const [sample, label] of labels.entries()) {
        const right = clean.classes[sample] === label;
        sums.right += Number(right);
        sums.left += Number(right && attacked.classes[sample] === label);
        for (const [which, votes] of [clean, attacked].entries()) {
          add(sums.single, which, shareOf(votes, sample, label));
          add(sums.agreement, which, votes.agreement[sample] ?? 0);
        }
      }
    } finally {
      adversarial.dispose();
    }
  });
  const pair = ([clean = 0, adversarial = 0]: readonly number[]) => ({
    clean: clean / count,
    adversarial: adversarial / count,
  });
  return {
    cleanAccuracy: sums.right / count,
    accuracy: sums.left / count,
    successRate: sums.right === 0 ? 0 : (sums.right - sums.left) / sums.right,
    singleAccuracy: pair(sums.single),
    agreement: pair(sums.agreement),
    count,
  };
}

function add(sums: number[], at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value;
}

function shareOf({ counts }: Votes, sample: number, label: number): number {
  const row = counts[sample] ?? new Int32Array();
  return (row[label] ?? 0) / row.reduce((sum, value) => sum + value, 0);
}
