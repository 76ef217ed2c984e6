import { spreadOf } from '../measure/statistics.ts';
import type { FitPart, FitRow } from '../results.ts';
import { WORKLOADS } from '../workloads.ts';
import { stampOf } from './stamp.ts';
import { type PartContext, withContenders } from './table-part.ts';

/** Batch sizes that people train these networks with. */
const TRAININGS = [
  ['mlp', 32],
  ['mlp', 128],
  ['digitCnn', 64],
  ['cifarCnn', 128],
] as const;

/** What `fit` adds to a training step, network by network, each in a process of its own. */
export async function measureFit({ root, specs, options, onLine }: PartContext): Promise<FitPart> {
  const ours = specs.filter(({ key }) => key === 'ours').slice(0, 1);
  const stamp = await withContenders(ours, (contenders) => stampOf(root, contenders, options.seed));
  const chosen = new Map(options.workloads.map((workload) => [workload.id, workload]));
  const rows: FitRow[] = [];
  for (const [id, size] of TRAININGS) {
    const workload = WORKLOADS.find((each) => each.id === id);
    const asked = chosen.get(id);
    if (workload === undefined || asked === undefined) continue;
    // `--batch` holds here too.
    const batch = asked.batch === workload.batch ? size : asked.batch;
    await withContenders(ours, async ([contender]) => {
      if (contender === undefined) return;
      const { rounds, minimumMs, warmUpMs, seed } = options;
      const request = {
        do: 'overhead',
        workload: { ...workload, batch },
        seed,
        rounds,
        minimumMs,
        warmUpMs: 4 * warmUpMs,
      } as const;
      const found = await contender.ask(request, 24 * 3600);
      const of = (name: 'bare' | 'fit' | 'stock') => spreadOf(found.rounds.map((round) => round[name]));
      const against = (name: 'bare' | 'stock') =>
        spreadOf(found.rounds.map((round) => round.fit / round[name] - 1));
      const added = { bare: against('bare'), stock: against('stock') };
      rows.push({
        id,
        title: workload.title,
        batch,
        steps: found.steps,
        ms: { bare: of('bare'), fit: of('fit'), stock: of('stock') },
        added,
      });
      onLine(`${workload.title} (${batch}): fit adds ${(100 * added.bare.median).toFixed(1)} %`);
    });
  }
  return { stamp, rounds: options.rounds, rows };
}
