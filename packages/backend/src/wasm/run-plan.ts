import type { ConvPlan } from './conv-plan.ts';
import { type Convolution, convolveDirectly } from './convolve.ts';
import type { Engine } from './engine.ts';
import { fitsWinograd, winogradConvolve } from './winograd.ts';

/** Writes the pixels of the plan's grid in y, the fastest way that it allows. */
export function runPlan(engine: Engine, plan: ConvPlan, convolution: Convolution): void {
  if (
    fitsWinograd(plan, convolution.outputs, convolution.images) &&
    winogradConvolve(engine, plan, convolution)
  )
    return;
  convolveDirectly(engine, plan, convolution);
}
