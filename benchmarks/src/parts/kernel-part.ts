import { CannotError, OverLimitError } from '../errors.ts';
import { flopsOf, KERNELS } from '../kernels.ts';
import { attempt } from '../measure/attempt.ts';
import { type Cell, timeOf } from '../measure/cell.ts';
import type { Contender } from '../measure/contender.ts';
import { progressLine } from '../report/progress-line.ts';
import type { KernelPart, KernelRow } from '../results.ts';
import { stampOf } from './stamp.ts';
import { type PartContext, withContenders } from './table-part.ts';

async function limitsOf(contenders: readonly Contender[]): Promise<Record<string, number>> {
  const limits: Record<string, number> = {};
  for (const { spec, ask } of contenders) {
    try {
      const { gflops } = await ask({ do: 'peak' }, 60);
      if (gflops !== undefined) limits[spec.name] = gflops;
    } catch (error) {
      if (!(error instanceof CannotError || error instanceof OverLimitError)) throw error;
    }
  }
  return limits;
}

/** Every kernel of the list, in GFLOP/s, beside what multiply-adds in registers reach. The cpu backend is left out. */
export async function measureKernels({ root, specs, options, onLine }: PartContext): Promise<KernelPart> {
  const fast = specs.filter(({ key }) => key !== 'cpu');
  return withContenders(fast, async (contenders) => {
    const stamp = await stampOf(root, contenders, options.seed);
    const limits = await limitsOf(contenders);
    const rows: KernelRow[] = [];
    for (const kernel of KERNELS) {
      const flops = flopsOf(kernel);
      const results = await attempt(contenders, { kind: 'kernel', kernel, seed: options.seed }, options);
      const cells: Record<string, Cell> = {};
      const gflops: Record<string, number> = {};
      for (const [{ spec }, { cell }] of results) {
        cells[spec.name] = cell;
        const ms = timeOf(cell);
        if (ms !== undefined) gflops[spec.name] = flops / ms / 1e6;
      }
      rows.push({ title: kernel.title, flops, cells, gflops });
      onLine(progressLine(kernel.title, cells));
    }
    return { stamp, rounds: options.rounds, contenders: fast.map(({ name }) => name), limits, rows };
  });
}
