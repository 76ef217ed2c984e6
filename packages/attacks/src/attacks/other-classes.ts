import type { AttackInput } from './attack.ts';
import type { Ledger } from './cost.ts';
import { read } from './read.ts';

/** The classes an untargeted attack may try to reach. */
export interface OtherClasses {
  /** K, the number of classes. */
  readonly classCount: number;
  /** The strongest other class of each of N samples, then the second strongest, ...; K - 1 at most. */
  readonly ranked: readonly Int32Array[];
}

/** The `count` strongest classes of each clean sample other than its label, or all K - 1 where there are fewer; one query. */
export async function otherClasses(input: AttackInput, count: number, cost: Ledger): Promise<OtherClasses> {
  cost.query(input.rows);
  let classCount = 0;
  const [logits = new Float32Array(), labels = new Float32Array()] = await read(() => {
    const scores = input.classifier.logits(input.xs);
    classCount = scores.shape[1];
    return [scores, input.labels.clone()];
  });
  const orders = Array.from(labels, (label, sample) => {
    const own = logits.subarray(sample * classCount, (sample + 1) * classCount);
    const others = Array.from(own.keys()).filter((index) => index !== label);
    return others.sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0));
  });
  const ranked = Array.from({ length: Math.min(count, classCount - 1) }, (_, rank) =>
    Int32Array.from(orders, (order) => order[rank] ?? 0),
  );
  return { classCount, ranked };
}
