/**
 * The steps of APGD after which it decides whether to halve its step size: the first after 22 % of the steps, each interval
 * shorter than the one before by 3 %, none shorter than 6 %. Of 100 steps: 22, 41, 57, 70, 80, 87, 93, 99.
 */
export function checkpoints(steps: number): number[] {
  // Hundredths, because 0.22 * steps may round to just below a whole number.
  const part = (hundredths: number) => Math.max(Math.floor((hundredths * steps) / 100), 1);
  const ends: number[] = [];
  let interval = part(22);
  for (let end = interval; end <= steps; end += interval) {
    ends.push(end);
    interval = Math.max(interval - part(3), part(6));
  }
  return ends;
}

/** The steps after which APGD for L1 adapts: every 4 %. */
export function sparseCheckpoints(steps: number): number[] {
  const interval = Math.max(Math.floor((4 * steps) / 100), 1);
  return Array.from({ length: Math.floor(steps / interval) }, (_, index) => (index + 1) * interval);
}

/** How the loss of one sample went between two checkpoints. */
export interface Interval {
  /** Number of steps. */
  readonly steps: number;
  /** How many of them raised the loss. */
  readonly increases: number;
  /** The highest loss so far was reached in this interval. */
  readonly improved: boolean;
  /** The step size was halved at the checkpoint before. True at the first, which has nothing to compare with. */
  readonly halvedBefore: boolean;
}

/** Condition 1: too few steps (`rho` of them or fewer) raised the loss. Condition 2: neither the step nor the best changed. */
export function shouldHalve({ steps, increases, improved, halvedBefore }: Interval, rho: number): boolean {
  return increases <= rho * steps || (!halvedBefore && !improved);
}

/** APGD for L1 begins in larger balls, where a step sees further. */
export interface Stage {
  /** Multiple of eps. */
  readonly scale: number;
  readonly steps: number;
}

/** 30 % of the steps in 3 eps, 30 % in 2 eps, the rest in eps (Croce and Hein 2021). Stages without a step are left out. */
export function shrinkingBalls(steps: number): Stage[] {
  const early = Math.min(Math.ceil((3 * steps) / 10), Math.floor((steps - 1) / 2));
  const stages = [
    { scale: 3, steps: early },
    { scale: 2, steps: early },
    { scale: 1, steps: steps - 2 * early },
  ];
  return stages.filter((stage) => stage.steps > 0);
}
