import type { TensorInfo } from '@tensorflow/tfjs-core';
import { address, addressOr0, output } from './engine.ts';
import type { MakeKernel } from './kernel.ts';
import { parallel, scratchEach } from './parallel.ts';
import { checkInputs, lastStates, splitRows } from './recurrent.ts';

export interface GruExports {
  /** Bytes of workspace of the one below. */
  gruWorkspace(batch: number, units: number): number;
  gru(
    batch: number,
    time: number,
    units: number,
    projected: number,
    bias: number,
    kernel: number,
    recurrentBias: number,
    keep: number,
    states: number,
    gates: number,
    work: number,
  ): void;
}

export const GRU = 'GradlabGru';

interface Inputs {
  readonly projected: TensorInfo;
  readonly bias: TensorInfo;
  readonly recurrentKernel: TensorInfo;
  readonly recurrentBias: TensorInfo;
  readonly keep?: TensorInfo | null;
}

/**
 * PyTorch's GRU (Cho et al. 2014, the reset gate acting after the recurrent product) over whole sequences, from a state of zeros:
 *
 *     r = sigmoid(p_r + b_r + h U_r + c_r)
 *     z = sigmoid(p_z + b_z + keep + h U_z + c_z)
 *     n = tanh(p_n + b_n + r * (h U_n + c_n))
 *     h' = (1 - z) * n + z * h, which is h to the last bit where z is 1
 *
 * Called by name, all inputs float32: `projected` p `[N, T, 3H]` (the inputs times the input kernel), `bias` b and `recurrentBias`
 * c `[3H]`, `recurrentKernel` U `[H, 3H]`, their columns in the order r, z, n; `keep` `[N, T]` may be absent. Returns the states
 * `[N, T, H]`, the last ones alone, `[N, H]`, and what the gradient needs, `[N, T, 4H]`. There is no registered gradient:
 * TensorFlow.js would make zeros for each output that is not used, so the caller wires up `GradlabGruGradient`.
 * src/engine-sequence.ts of @gradlab/models does.
 *
 * @throws EngineError for inputs of other shapes or types.
 */
export const gru: MakeKernel = (engine) => (args) => {
  const inputs = args.inputs as unknown as Inputs;
  const { projected, bias, recurrentKernel, recurrentBias, keep } = inputs;
  const [batch, time] = projected.shape as [number, number];
  const units = recurrentKernel.shape[0] as number;
  checkInputs(
    GRU,
    { ...inputs },
    {
      projected: [[batch, time, 3 * units]],
      bias: [[3 * units]],
      recurrentKernel: [[units, 3 * units]],
      recurrentBias: [[3 * units]],
      ...(keep ? { keep: [[batch, time]] } : {}),
    },
  );
  const states = output(engine, [batch, time, units]);
  const gates = output(engine, [batch, time, 4 * units]);
  const parts = splitRows(engine, batch, 6 * batch * time * units * units);
  const work = scratchEach(engine, 'recurrent', engine.wasm.gruWorkspace(batch, units), parts);
  const [p, b, u, c, h, saved] = [projected, bias, recurrentKernel, recurrentBias, states, gates].map(
    (info) => address(engine, info),
  ) as [number, number, number, number, number, number];
  const open = addressOr0(engine, keep);
  const [steps, sequence] = [4 * time, 4 * time * units];
  parallel(engine, 'gru', parts, (part) => {
    const offset = part.first * sequence;
    const ownKeep = keep ? open + part.first * steps : 0;
    const [from, to] = [p + 3 * offset, h + offset];
    return [part.count, time, units, from, b, u, c, ownKeep, to, saved + 4 * offset, work(part)];
  });
  return [states, lastStates(engine, states), gates];
};
