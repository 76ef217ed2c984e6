import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import type { Eps } from '../threats/radius.ts';
import { partSeed } from '../threats/random.ts';
import type { Threat } from '../threats/threat.ts';
import { apgd } from './apgd.ts';
import { apgdT } from './apgd-t.ts';
import { checkSeed } from './ascent.ts';
import { fabT } from './fab.ts';
import type { Stage } from './in-turn/take-turns.ts';
import { type InTurnAttack, inTurn } from './in-turn.ts';
import { square } from './square.ts';

/** An attack that AutoAttack is made of. */
export type AutoAttackPart = 'apgd-ce' | 'apgd-dlr' | 'apgd-t' | 'fab-t' | 'square';

/** How much of AutoAttack to run. What it gives is not AutoAttack, and must not be reported as such. */
export interface CustomAutoAttack {
  /** Which attacks, in which order. Default those of `standard`, in L1 without Square. */
  readonly attacks?: readonly AutoAttackPart[];
  /** Steps of each run of APGD and FAB. Default 100. */
  readonly steps?: number;
  /** Runs of apgd-ce and apgd-dlr. Default 1, in L1 5. */
  readonly restarts?: number;
  /** Classes that apgd-t and fab-t go to. Default 9; in L1 5 for apgd-t. */
  readonly targets?: number;
  /** Queries of Square. Default 5000. */
  readonly queries?: number;
  /** Gradients that apgd-ce and apgd-dlr average at each point. Default 1. */
  readonly eot?: number;
}

export interface AutoAttackOptions {
  /**
   * `standard` (default): APGD-CE, APGD-T and FAB-T with 100 steps (the last two for 9 classes), Square with 5000 queries.
   * `rand`, for models that answer at random: APGD-CE and APGD-DLR with 100 steps of 20 gradients.
   * `custom`: what `custom` says.
   */
  readonly version?: 'standard' | 'rand' | 'custom';
  readonly custom?: CustomAutoAttack;
  /** Radius of the ball, in units of the input. Default 8/255 for `linf`; the other norms need it. */
  readonly eps?: Eps;
  /** `linf`, `l2`, `l1`, or your own threat model. Default `linf`. */
  readonly threat?: Threat;
  /** Integer that decides all random choices. Default 0. */
  readonly seed?: number;
}

const STANDARD: readonly AutoAttackPart[] = ['apgd-ce', 'apgd-t', 'fab-t', 'square'];
const RANDOM: readonly AutoAttackPart[] = ['apgd-ce', 'apgd-dlr'];
/** The logits that a difference of logits ratio is scaled by. */
const FEWEST_CLASSES: Partial<Record<AutoAttackPart, number>> = { 'apgd-t': 4, 'apgd-dlr': 3 };

/**
 * AutoAttack: four attacks without parameters, each on the samples that those before have not broken. Its robust accuracy is
 * the usual one to report. `brokenBy` in the result says which attack broke which sample; a sample that only Square breaks
 * speaks of gradients that mislead.
 *
 * Croce and Hein (2020), "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks",
 * arXiv:2003.01690. A sample leaves an attack at its first adversarial point, which changes how long it takes, and not what it
 * finds.
 * @throws InvalidOptionError when an option is out of its range; for L1 when `version` is `standard`, since there is no Square here.
 * @throws ModelOutputError when the model has fewer than 4 classes (`rand`: 3).
 */
export function autoAttack(options: AutoAttackOptions = {}): InTurnAttack {
  const { version = 'standard', threat = linf, seed = 0 } = options;
  if (options.custom !== undefined && version !== 'custom') {
    throw new InvalidOptionError(
      `custom needs version 'custom', got '${version}': what it gives is not AutoAttack's ${version} version`,
    );
  }
  checkSeed(seed);
  const { norm } = threat(0);
  const custom = settings(version, norm === 'l1', options.custom);
  return inTurn({
    id: version === 'standard' ? 'auto-attack' : `auto-attack-${version}`,
    attacks: custom.attacks.map((part, index) => stage(part, custom, partSeed(seed, index))),
    fewestClasses: Math.max(2, ...custom.attacks.map((part) => FEWEST_CLASSES[part] ?? 2)),
    threat,
    ...(options.eps !== undefined && { eps: options.eps }),
  });
}

function settings(version: string, sparse: boolean, custom: CustomAutoAttack = {}) {
  if (!['standard', 'rand', 'custom'].includes(version)) {
    throw new InvalidOptionError(`version must be 'standard', 'rand' or 'custom', got '${version}'`);
  }
  if (version === 'standard' && sparse) {
    throw new InvalidOptionError(
      "autoAttack's standard version has no Square attack in l1 here; take version 'custom', which leaves it out",
    );
  }
  const everything = sparse ? STANDARD.filter((part) => part !== 'square') : STANDARD;
  return {
    attacks: version === 'rand' ? RANDOM : everything,
    steps: 100,
    restarts: sparse && version !== 'rand' ? 5 : 1,
    targetsOfApgd: custom.targets ?? (sparse ? 5 : 9),
    targets: 9,
    queries: 5000,
    eot: version === 'rand' ? 20 : 1,
    ...custom,
  };
}

function stage(part: AutoAttackPart, custom: ReturnType<typeof settings>, seed: number): Stage {
  const { steps, restarts, targets, targetsOfApgd, queries, eot } = custom;
  const parts: Record<AutoAttackPart, Stage> = {
    'apgd-ce': (given) => apgd({ ...given, loss: 'ce', steps, restarts, eot, seed }),
    'apgd-dlr': (given) => apgd({ ...given, loss: 'dlr', steps, restarts, eot, seed }),
    'apgd-t': (given) => apgdT({ ...given, steps, targets: targetsOfApgd, seed }),
    'fab-t': (given) => fabT({ ...given, steps, targets, seed }),
    square: (given) => square({ ...given, queries, seed }),
  };
  if (!Object.hasOwn(parts, part)) {
    throw new InvalidOptionError(
      `attacks must be among ${Object.keys(parts).join(', ')}, got ${String(part)}`,
    );
  }
  return parts[part];
}
