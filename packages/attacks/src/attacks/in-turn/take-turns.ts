import * as tf from '@tensorflow/tfjs-core';
import { predict } from '../../classifier/predict.ts';
import { ModelOutputError } from '../../errors.ts';
import { type Eps, selectEps } from '../../threats/radius.ts';
import type { Threat } from '../../threats/threat.ts';
import { epsOf } from '../apgd/rule.ts';
import type { Attack, AttackInput, AttackResult, Perturbed } from '../attack.ts';
import { type Ledger, ledger } from '../cost.ts';
import { putSamples, rowsWhere, takeSamples } from '../per-sample.ts';

/** Makes an attack for a radius and a threat model. */
export type Stage = (options: { readonly eps: Eps; readonly threat: Threat }) => Attack;

/** What one attack met and broke. */
export interface StageReport {
  readonly id: string;
  /** Number of samples that the attacks before had left. */
  readonly attacked: number;
  /** Number of these that it broke. */
  readonly broken: number;
}

/** What all attacks did together. */
export interface Turns extends Perturbed {
  /** The id of the attack that broke a sample, or null. */
  readonly brokenBy: readonly (string | null)[];
  readonly stages: readonly StageReport[];
}

export interface TurnOptions {
  readonly attacks: readonly Stage[];
  readonly names: readonly string[];
  readonly threat: Threat;
  readonly id: string;
  readonly fewestClasses: number;
}

/** Runs the attacks, each on the samples that are still right. */
export async function takeTurns(input: AttackInput, options: TurnOptions): Promise<Turns> {
  const { classifier, xs } = input;
  const samples = xs.shape[0] ?? 0;
  const cost = ledger(samples);
  const labels = await input.labels.data();
  cost.query();
  const { classes, classCount } = await predict(classifier, xs);
  checkClasses(classCount, options);
  const brokenBy = new Array<string | null>(samples).fill(null);
  const zeroGradient = new Array<boolean>(samples).fill(false);
  const stages: StageReport[] = [];
  let open = rowsWhere(Array.from(labels, (label, row) => classes[row] === label));
  let adversarial = tf.clone(xs);
  try {
    for (const [turn, make] of options.attacks.entries()) {
      const id = options.names[turn] ?? '';
      if (open.length === 0) {
        stages.push({ id, attacked: 0, broken: 0 });
        continue;
      }
      const result = await turnOf(make, input, open, options.threat);
      try {
        charge(cost, open, result);
        const broken = result.inside.flatMap((inside, i) => {
          const wrong = result.adversarialPredictions[i] !== labels[open[i] ?? 0];
          return inside && wrong ? [i] : [];
        });
        const kept = turn === 0 ? rowsWhere(result.inside) : broken;
        if (kept.length > 0) {
          const before = adversarial;
          const rows = kept.map((i) => open[i] ?? 0);
          adversarial = tf.tidy(() => putSamples(before, rows, takeSamples(result.adversarial, kept)));
          before.dispose();
        }
        for (const i of broken) brokenBy[open[i] ?? 0] = id;
        if (turn === 0) for (const i of rowsWhere(result.zeroGradient)) zeroGradient[open[i] ?? 0] = true;
        stages.push({ id, attacked: open.length, broken: broken.length });
        open = open.filter((row) => brokenBy[row] === null);
      } finally {
        result.dispose();
      }
    }
    return { adversarial, zeroGradient, cost, brokenBy, stages };
  } catch (error) {
    adversarial.dispose();
    throw error;
  }
}

/** One attack on the samples at these places; `inside`: its result lies in the ball. */
async function turnOf(
  make: Stage,
  input: AttackInput,
  open: readonly number[],
  threatOf: Threat,
): Promise<AttackResult & { readonly inside: readonly boolean[] }> {
  const samples = input.xs.shape[0] ?? 0;
  // Masks and random numbers stay those of the samples' places in the whole batch.
  const threat: Threat = (eps) => threatOf(spread(eps, open, samples)).select(open);
  const attack = make({ eps: selectEps(input.threat.eps, open), threat });
  const xs = takeSamples(input.xs, open);
  const labels = takeSamples<tf.Tensor1D>(input.labels, open);
  try {
    const result = await attack.run(input.classifier, xs, labels, {
      ...input.options,
      allZeroGradient: 'report',
    });
    // Those that look for the smallest change have no radius of their own.
    const limitless = attack.threat.eps === Number.POSITIVE_INFINITY;
    const distances = result.distances[attack.threat.norm];
    const inside = open.map((row, i) => !limitless || (distances[i] ?? 0) <= epsOf(input, row));
    return { ...result, inside };
  } finally {
    tf.dispose([xs, labels]);
  }
}

/** Radii of some samples as radii of the whole batch. */
function spread(eps: Eps, rows: readonly number[], samples: number): Eps {
  if (typeof eps === 'number') return eps;
  const all = new Array<number>(samples).fill(0);
  for (const [i, row] of rows.entries()) all[row] = eps[i] ?? 0;
  return all;
}

/** An attack's own predictions of the clean and the adversarial samples are queries of the whole. */
function charge(cost: Ledger, rows: readonly number[], { queries, gradients }: AttackResult): void {
  for (const [i, row] of rows.entries()) {
    cost.query([row], (queries[i] ?? 0) + 2);
    cost.gradient([row], gradients[i] ?? 0);
  }
}

function checkClasses(classCount: number, { id, fewestClasses }: TurnOptions): void {
  if (classCount >= fewestClasses) return;
  throw new ModelOutputError(
    `${id} needs at least ${fewestClasses} classes, for the difference of logits ratio, but the model returns ${classCount}; ` +
      'the cross-entropy, FAB and Square do with 2: inTurn({ attacks: [apgd, fabT, square] })',
  );
}
