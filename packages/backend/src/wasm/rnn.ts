import type { TensorInfo } from '@tensorflow/tfjs-core';
import { address, output } from './engine.ts';
import type { MakeKernel } from './kernel.ts';
import { parallel, scratchEach } from './parallel.ts';
import { biasGradient, checkInputs, lastStates, recurrentKernelGradient, splitRows } from './recurrent.ts';

export interface RnnExports {
  /** Bytes of workspace of the two below. */
  rnnWorkspace(batch: number, units: number): number;
  rnn(
    batch: number,
    time: number,
    units: number,
    projected: number,
    bias: number,
    kernel: number,
    states: number,
    work: number,
  ): void;
  /** The gradient of the projected inputs; `last` says that dy is that of the last states alone. */
  rnnGradient(
    batch: number,
    time: number,
    units: number,
    kernel: number,
    states: number,
    dy: number,
    last: boolean,
    dProjected: number,
    work: number,
  ): void;
}

export const RNN = 'GradlabRnn';
export const RNN_GRADIENT = 'GradlabRnnGradient';

type Inputs<Name extends string> = Readonly<Record<Name, TensorInfo>>;

const sequenceShape = ({ shape }: TensorInfo) => shape as [number, number, number];

/**
 * The tanh RNN over whole sequences (Elman 1990): h_t = tanh(projected_t + bias + h_(t-1) recurrentKernel) from a state of zeros.
 *
 * Called by name, with float32 `projected` `[N, T, H]` (the inputs times the input kernel), `bias` `[H]` (the sum of both biases)
 * and `recurrentKernel` `[H, H]`; returns the states `[N, T, H]`, and the last ones alone, `[N, H]`. There is no registered
 * gradient: TensorFlow.js would make zeros for each output that is not used, so the caller wires up the kernel below.
 * src/engine-sequence.ts of @gradlab/models does.
 *
 * @throws EngineError for inputs of other shapes or types.
 */
export const rnn: MakeKernel = (engine) => (args) => {
  const inputs = args.inputs as Inputs<'projected' | 'bias' | 'recurrentKernel'>;
  const { projected, bias, recurrentKernel } = inputs;
  const [batch, time, units] = sequenceShape(projected);
  checkInputs(RNN, inputs, {
    projected: [[batch, time, units]],
    bias: [[units]],
    recurrentKernel: [[units, units]],
  });
  const states = output(engine, projected.shape);
  const parts = splitRows(engine, batch, 2 * batch * time * units * units);
  const work = scratchEach(engine, 'recurrent', engine.wasm.rnnWorkspace(batch, units), parts);
  const [x, b, u, h] = [projected, bias, recurrentKernel, states].map((info) => address(engine, info)) as [
    number,
    number,
    number,
    number,
  ];
  const sequence = 4 * time * units;
  parallel(engine, 'rnn', parts, (part) => {
    const offset = part.first * sequence;
    return [part.count, time, units, x + offset, b, u, h + offset, work(part)];
  });
  return [states, lastStates(engine, states)];
};

/**
 * Its gradients. Inputs: float32 `states` `[N, T, H]` as returned, `recurrentKernel`, and `dy`: the gradient of all states,
 * `[N, T, H]`, or of the last ones alone, `[N, H]`. Returns those of `projected`, `bias` and `recurrentKernel`; the last two are
 * computed when somebody looks at them, so an attack does without.
 *
 * @throws EngineError for inputs of other shapes or types.
 */
export const rnnGradient: MakeKernel = (engine) => (args) => {
  const inputs = args.inputs as Inputs<'states' | 'recurrentKernel' | 'dy'>;
  const { states, recurrentKernel, dy } = inputs;
  const [batch, time, units] = sequenceShape(states);
  checkInputs(RNN_GRADIENT, inputs, {
    states: [[batch, time, units]],
    recurrentKernel: [[units, units]],
    dy: [
      [batch, time, units],
      [batch, units],
    ],
  });
  const dProjected = output(engine, states.shape);
  const parts = splitRows(engine, batch, 2 * batch * time * units * units);
  const work = scratchEach(engine, 'recurrent', engine.wasm.rnnWorkspace(batch, units), parts);
  const last = dy.shape.length === 2;
  const [u, h, from, to] = [recurrentKernel, states, dy, dProjected].map((info) => address(engine, info)) as [
    number,
    number,
    number,
    number,
  ];
  const [row, sequence] = [4 * units, 4 * time * units];
  parallel(engine, 'rnnGradient', parts, (part) => {
    const offset = part.first * sequence;
    const signal = from + part.first * (last ? row : sequence);
    return [part.count, time, units, u, h + offset, signal, last, to + offset, work(part)];
  });
  const all = { dy: dProjected, width: units, columns: units, first: 0 };
  return [dProjected, biasGradient(engine, units, [all]), recurrentKernelGradient(engine, states, [all])];
};
