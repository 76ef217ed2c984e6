import type { ConvPlan } from './conv-plan.ts';
import { type Convolution, convolveDirectly } from './convolve.ts';
import { address, type Engine, scratch } from './engine.ts';
import { sizeOf } from './kernel.ts';
import { fitsWinograd, winogradConvolve } from './winograd.ts';

/** Adds the other tensor in a pass of its own. */
function addOther(engine: Engine, { y, other }: Convolution): void {
  if (other === undefined) return;
  const [to, more] = [address(engine, y), address(engine, other)];
  const columns = sizeOf(y.shape);
  const work = scratch(engine, 'broadcast', engine.wasm.broadcastWorkspace(1, columns));
  engine.wasm.broadcastAdd(to, more, 1, 1, columns, to, work);
}

/** Writes the pixels of the plan's grid in y, the fastest way that it allows. With `other` the grid must be all of y. */
export function runPlan(engine: Engine, plan: ConvPlan, convolution: Convolution): void {
  if (
    fitsWinograd(plan, convolution.outputs, convolution.images) &&
    winogradConvolve(engine, plan, convolution)
  )
    return;
  convolveDirectly(engine, plan, convolution);
  addOther(engine, convolution);
}
