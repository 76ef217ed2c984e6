import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Eps } from '../threats/radius.ts';
import type { Threat } from '../threats/threat.ts';
import type { Attack, AttackResult } from './attack.ts';
import { budget } from './budget.ts';
import { defineAttack } from './define-attack.ts';
import { type Stage, type StageReport, type Turns, takeTurns } from './in-turn/take-turns.ts';

export interface InTurnOptions {
  /** Attacks by their makers, such as `apgd`, or `(options) => fabT({ ...options, targets: 3 })`. Untargeted. */
  readonly attacks: readonly Stage[];
  /** Radius of the ball, in units of the input. Default 8/255 for `linf`; the other norms need it. */
  readonly eps?: Eps;
  /** `linf`, `l2`, `l1`, or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** What to call it. Default `in-turn`. */
  readonly id?: string;
  /** Number of classes that the attacks need: 4 for `apgdT`, 3 for `apgd` with `dlr`. Default 2. */
  readonly fewestClasses?: number;
}

/** What several attacks did to each of N samples. */
export interface InTurnResult extends AttackResult {
  /** The id of the attack that broke a sample; null where none did, or where the sample was wrong without one. */
  readonly brokenBy: readonly (string | null)[];
  /** What each attack met and broke, in order. */
  readonly stages: readonly StageReport[];
}

/** An attack whose result also says which of its attacks broke which sample. */
export interface InTurnAttack extends Attack {
  run(...args: Parameters<Attack['run']>): Promise<InTurnResult>;
}

/**
 * Several attacks, one after the other; each sees only the samples that are right without an attack and that those before have
 * not broken. A sample that resists all of them is handed out as the first attack left it.
 *
 * Gradients of 0 are never an error here, since a later attack may need none; they are marked in the result. What is counted as
 * queries includes that each attack predicts its samples before and after.
 * @throws InvalidOptionError when there is no attack, an attack is targeted or made for another radius, or `eps` is negative, not
 * finite, or missing for a norm other than `linf`.
 */
export function inTurn(options: InTurnOptions): InTurnAttack {
  const { attacks, threat: threatOf = linf, id = 'in-turn', fewestClasses = 2 } = options;
  const threat = budget(id, threatOf, options.eps);
  if (attacks.length === 0) throw new InvalidOptionError(`${id} needs at least one attack`);
  const names = attacks.map((make) => checkedId(make({ eps: threat.eps, threat: threatOf }), threat.eps));

  const withReport = () => {
    let turns: Turns | undefined;
    const attack = defineAttack({
      id,
      threat,
      targeted: false,
      perturb: async (input) => {
        turns = await takeTurns(input, { attacks, names, threat: threatOf, id, fewestClasses });
        return turns;
      },
    });
    return { attack, turns: () => turns };
  };

  const run: InTurnAttack['run'] = async (...args) => {
    const { attack, turns } = withReport();
    const result = await attack.run(...args);
    const { brokenBy = [], stages = [] } = turns() ?? {};
    return {
      ...result,
      brokenBy: result.success.map((hit, i) => (hit ? (brokenBy[i] ?? null) : null)),
      stages,
    };
  };
  return Object.assign((...args: Parameters<Attack>) => withReport().attack(...args), {
    id,
    threat,
    targeted: false,
    run,
  });
}

function checkedId(attack: Attack, eps: Eps): string {
  if (attack.targeted) {
    throw new InvalidOptionError(
      `${attack.id} is targeted, but attacks in turn share the true classes as labels`,
    );
  }
  const own = attack.threat.eps;
  if (own !== Number.POSITIVE_INFINITY && String(own) !== String(eps)) {
    throw new InvalidOptionError(`${attack.id} was made for eps ${own} instead of ${eps}; pass eps on`);
  }
  return attack.id;
}
