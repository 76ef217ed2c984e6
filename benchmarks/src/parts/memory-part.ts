import { CannotError, OverLimitError } from '../errors.ts';
import type { ContenderSpec } from '../measure/contender.ts';
import type { MemoryPart, MemoryRow } from '../results.ts';
import { WORKLOADS } from '../workloads.ts';
import { stampOf } from './stamp.ts';
import { type PartContext, withContenders } from './table-part.ts';

const SETTLING_STEPS = 5;
const PEAK_STEPS = 10;

interface Wanted {
  readonly network: string;
  readonly steps: number;
}

const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** One training in a process of its own: a peak is that of a process. */
async function memoryRow(
  spec: ContenderSpec,
  { network, steps }: Wanted,
  { options, onLine }: PartContext,
): Promise<MemoryRow | undefined> {
  // `--batch` holds for these networks too, `--only` does not.
  const table = [...options.workloads, ...WORKLOADS].find(({ id }) => id === network);
  if (table === undefined) throw new Error(`There is no network ${network}.`);
  return withContenders([spec], async ([contender]) => {
    if (contender === undefined) return undefined;
    const job = { kind: 'model', workload: table, operation: 'train', seed: options.seed } as const;
    try {
      await contender.ask({ do: 'prepare', job, warmUpMs: options.warmUpMs }, options.limitSeconds);
      // Buffers that are kept for reuse are all there after a few steps.
      await contender.ask({ do: 'memory', count: SETTLING_STEPS }, options.limitSeconds);
      // The limit is meant for one measurement of the table; these steps are counted instead.
      const memory = await contender.ask({ do: 'memory', count: steps }, 24 * 3600);
      const { before, after, peakBytes } = memory;
      const heap = [before, after].map(({ wasmBytes, residentBytes }) =>
        mebibytes(wasmBytes ?? residentBytes),
      );
      onLine(
        `${spec.name}, ${network}, ${steps} steps: peak ${mebibytes(peakBytes)}, heap ${heap.join(' -> ')}`,
      );
      return { contender: spec.name, network, batch: table.batch, steps, memory };
    } catch (error) {
      if (!(error instanceof CannotError || error instanceof OverLimitError)) throw error;
      onLine(`${spec.name}, ${network}: ${error.message}`);
      return undefined;
    }
  });
}

async function rowsOf(
  specs: readonly ContenderSpec[],
  wanted: Wanted,
  context: PartContext,
): Promise<MemoryRow[]> {
  const rows: MemoryRow[] = [];
  for (const spec of specs) {
    const row = await memoryRow(spec, wanted, context);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** Peak memory of ResNet-20's training, ours and PyTorch's, and what many steps of the digit CNN's add to ours. */
export async function measureMemory(context: PartContext): Promise<MemoryPart> {
  const { root, specs, options } = context;
  const trained = specs.filter(({ key }) => key === 'ours' || key === 'pytorch');
  const stamp = await withContenders(trained, (contenders) => stampOf(root, contenders, options.seed));
  const ours = specs.filter(({ key }) => key === 'ours').slice(0, 1);
  return {
    stamp,
    peak: await rowsOf(trained, { network: 'resnet20', steps: Math.min(PEAK_STEPS, options.steps) }, context),
    growth: await rowsOf(ours, { network: 'digitCnn', steps: options.steps }, context),
  };
}
