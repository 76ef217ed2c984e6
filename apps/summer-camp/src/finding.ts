/** Validation accuracies of the four runs, seed by seed. */
export interface Accuracies {
  readonly d2: readonly number[];
  readonly d3: readonly number[];
  readonly d4: readonly number[];
  readonly d5: readonly number[];
}

export interface Finding {
  /** Seeds in which the augmented baseline is below the plain one. */
  readonly alone: number;
  /** Seeds in which the augmented ResNet-18 is above all others. */
  readonly together: number;
  /** Whether both hold for every seed, for none, or it depends on the seed. */
  readonly verdict: 'yes' | 'no' | 'open';
}

/** Whether augmentation alone loses at equal epochs and both together win, within each seed. */
export function finding({ d2, d3, d4, d5 }: Accuracies): Finding {
  const seeds = d2.map((plain, i) => {
    const [resnet, augmented, both] = [d3[i], d4[i], d5[i]] as [number, number, number];
    return { alone: augmented < plain, together: both > Math.max(plain, resnet, augmented) };
  });
  const alone = seeds.filter((seed) => seed.alone).length;
  const together = seeds.filter((seed) => seed.together).length;
  const all = alone === seeds.length && together === seeds.length;
  const never = alone === 0 || together === 0;
  return { alone, together, verdict: all ? 'yes' : never ? 'no' : 'open' };
}

/** The answer in a sentence, whichever way it falls. */
export function answer({ alone, together, verdict }: Finding, seeds: number): string {
  const counted = `augmentation alone loses to the baseline in ${alone} of ${seeds} seeds, ResNet-18 with augmentation wins in ${together} of ${seeds}`;
  if (verdict === 'yes') return `The document's finding holds: ${counted}.`;
  if (verdict === 'no') return `The document's finding does not hold: ${counted}.`;
  return `The document's finding depends on the seed: ${counted}.`;
}
