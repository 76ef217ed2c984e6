import type { TensorInfo } from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import { release } from './internals.ts';
import type { MakeKernel } from './kernel.ts';
import { parallel, scratchEach } from './parallel.ts';
import { biasGradient, checkInputs, recurrentKernelGradient, splitRows } from './recurrent.ts';

export interface GruGradientExports {
  /** Bytes of workspace of the one below. */
  gruGradientWorkspace(batch: number, units: number): number;
  /** The gradients of the projected inputs and of the candidate's recurrent part; `last`: dy is that of the last states alone. */
  gruGradient(
    batch: number,
    time: number,
    units: number,
    kernel: number,
    states: number,
    gates: number,
    dy: number,
    last: boolean,
    dProjected: number,
    dCandidate: number,
    work: number,
  ): void;
}

export const GRU_GRADIENT = 'GradlabGruGradient';

/**
 * The gradients of `GradlabGru`. Inputs: float32 `states` `[N, T, H]` and `gates` `[N, T, 4H]` as it returned them,
 * `recurrentKernel` `[H, 3H]`, and `dy`: the gradient of all states, `[N, T, H]`, or of the last ones alone, `[N, H]`. Returns
 * those of `projected`, `bias`, `recurrentKernel` and `recurrentBias`; the last three are computed when somebody looks at them,
 * so an attack does without.
 *
 * @throws EngineError for inputs of other shapes or types.
 */
export const gruGradient: MakeKernel = (engine) => (args) => {
  const inputs = args.inputs as Readonly<Record<'states' | 'gates' | 'recurrentKernel' | 'dy', TensorInfo>>;
  const { states, gates, recurrentKernel, dy } = inputs;
  const [batch, time, units] = states.shape as [number, number, number];
  checkInputs(GRU_GRADIENT, inputs, {
    states: [[batch, time, units]],
    gates: [[batch, time, 4 * units]],
    recurrentKernel: [[units, 3 * units]],
    dy: [
      [batch, time, units],
      [batch, units],
    ],
  });
  const dProjected = output(engine, [batch, time, 3 * units]);
  const dCandidate = output(engine, [batch, time, units]);
  const parts = splitRows(engine, batch, 6 * batch * time * units * units);
  const work = scratchEach(engine, 'recurrent', engine.wasm.gruGradientWorkspace(batch, units), parts);
  const last = dy.shape.length === 2;
  const [u, h, saved, from, to, toCandidate] = [
    recurrentKernel,
    states,
    gates,
    dy,
    dProjected,
    dCandidate,
  ].map((info) => address(engine, info)) as [number, number, number, number, number, number];
  const [row, sequence] = [4 * units, 4 * time * units];
  parallel(engine, 'gruGradient', parts, (part) => {
    const offset = part.first * sequence;
    const signal = from + part.first * (last ? row : sequence);
    const own = [u, h + offset, saved + 4 * offset, signal, last] as const;
    return [part.count, time, units, ...own, to + 3 * offset, toCandidate + offset, work(part)];
  });

  const both = { dy: dProjected, width: 3 * units, columns: 2 * units, first: 0 };
  const candidate = { dy: dCandidate, width: units, columns: units, first: 2 * units };
  const dBias = biasGradient(engine, 3 * units, [both]);
  const dKernel = recurrentKernelGradient(engine, states, [both, candidate]);
  // The sums of all three gates, and then the candidate's own over its place.
  const dRecurrentBias = biasGradient(engine, 3 * units, [both, candidate]);
  release(engine.backend, dCandidate);
  return [dProjected, dBias, dKernel, dRecurrentBias];
};
