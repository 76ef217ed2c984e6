/** What a sample of C&W Linf tries at the moment. */
export interface Try {
  /** How far a value may go without costing anything. */
  readonly limit: number;
  readonly constant: number;
  /** 1 for the first step with this limit and constant. */
  readonly step: number;
}

export interface Rules {
  readonly steps: number;
  readonly decrease: number;
  /** In units of the input. */
  readonly smallest: number;
  readonly initialConstant: number;
  readonly largestConstant: number;
}

/** What comes next: a further step, or a fresh start from where the sample is (`here`) or from its last success (`base`). */
export interface Next {
  readonly next: Try;
  readonly restart: 'no' | 'here' | 'base';
}

/** No limit yet. */
export function firstTry({ initialConstant }: Rules): Try {
  return { limit: Number.POSITIVE_INFINITY, constant: initialConstant, step: 1 };
}

/**
 * A success lowers the limit, too many steps double the constant.
 * @param solved The point is adversarial and within the limit.
 * @param distance Of the point from the clean sample.
 * @returns Undefined when the sample is done.
 */
export function nextTry(now: Try, solved: boolean, distance: number, rules: Rules): Next | undefined {
  if (solved) {
    const limit = Math.min(now.limit, distance) * rules.decrease;
    return limit < rules.smallest ? undefined : { next: { ...now, limit, step: 1 }, restart: 'here' };
  }
  if (now.step < rules.steps) return { next: { ...now, step: now.step + 1 }, restart: 'no' };
  const constant = now.constant * 2;
  return constant >= rules.largestConstant
    ? undefined
    : { next: { ...now, constant, step: 1 }, restart: 'base' };
}
