import * as tf from '@tensorflow/tfjs-core';
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { checkCount } from './checks.ts';
import { type EngineSequence, hasKernel } from './engine-sequence.ts';
import { ModelError } from './errors.ts';
import { torchInit } from './torch-init.ts';

/** Initializers double a seed, which must stay an exact integer. */
const LARGEST_SEED = 2 ** 50;

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];
type Shape = (number | null)[];

export interface TorchRecurrentArgs extends LayerArgs {
  /** Size H of the state. */
  readonly units: number;
  /** Return the state after every step, `[N, L, H]`, instead of the last one, `[N, H]`. Default: false. */
  readonly returnSequences?: boolean;
  /** Integer seed of the initial weights, which are those of `torchInit` for this seed and the next. Default: 0. */
  readonly seed?: number;
}

/** One step over time: the projected input `[N, G H]` and the state, `[N, H]` or what the layer keeps, give the next state. */
export type RecurrentStep = (
  projectedInput: tf.Tensor2D,
  state: tf.Tensor2D,
  recurrentKernel: tf.Tensor2D,
  recurrentBias: tf.Tensor1D,
) => tf.Tensor2D;

/**
 * What PyTorch's recurrent layers share: input `[N, L, F]`, a state that starts at zero, G gates side by side in the columns
 * of the weights, and two biases. Weights, in this order: kernel `[F, G H]`, recurrent kernel `[H, G H]`, bias `[G H]`
 * (`b_ih`), recurrent bias `[G H]` (`b_hh`); PyTorch's `weight_ih_l0` and `weight_hh_l0` are the transposed kernels. All start
 * uniform in [-1/sqrt(H), 1/sqrt(H)].
 */
export abstract class TorchRecurrent extends layers.Layer {
  protected abstract readonly gates: number;
  protected abstract readonly step: RecurrentStep;
  /** The same over the whole sequence, on backends that have a kernel for it; undefined where none has. */
  protected abstract readonly sequence: EngineSequence | undefined;
  protected readonly units: number;
  private readonly returnSequences: boolean;
  private readonly seed: number;
  private kernel!: LayerVariable;
  private recurrentKernel!: LayerVariable;
  private bias!: LayerVariable;
  private recurrentBias!: LayerVariable;

  constructor(args: TorchRecurrentArgs) {
    super(args);
    const { units, returnSequences = false, seed = 0 } = args;
    checkCount(this.getClassName(), 'units', units);
    if (!Number.isInteger(seed) || Math.abs(seed) > LARGEST_SEED) {
      throw new ModelError(
        `${this.getClassName()}: seed must be an integer between -2^50 and 2^50, got ${seed}.`,
      );
    }
    this.units = units;
    this.returnSequences = returnSequences;
    this.seed = seed;
  }

  override build(inputShape: Shapes): void {
    const shape = inputShape as Shape;
    const features = shape[2];
    if (shape.length !== 3 || features == null) {
      throw new ModelError(
        `${this.getClassName()}: the input must be [batch, time, features] with known features, got ${JSON.stringify(shape)}.`,
      );
    }
    this.checkTime(shape);
    const { units } = this;
    const columns = this.gates * units;
    const input = torchInit(units, this.seed);
    const recurrent = torchInit(units, this.seed + 1);
    this.kernel = this.addWeight('kernel', [features, columns], 'float32', input.kernelInitializer);
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [units, columns],
      'float32',
      recurrent.kernelInitializer,
    );
    this.bias = this.addWeight('bias', [columns], 'float32', input.biasInitializer);
    this.recurrentBias = this.addWeight('recurrent_bias', [columns], 'float32', recurrent.biasInitializer);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shapes): Shape {
    const [batch, time] = inputShape as Shape;
    return this.returnSequences ? [batch ?? null, time ?? null, this.units] : [batch ?? null, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
    this.checkTime(x.shape);
    const { sequence } = this;
    return tf.tidy(() =>
      sequence && hasKernel(sequence.kernelName) ? this.atOnce(x, sequence) : this.stepByStep(x),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, returnSequences, seed } = this;
    return { ...super.getConfig(), units, returnSequences, seed };
  }

  private checkTime(shape: readonly (number | null)[]): void {
    if (shape[1] === 0) {
      throw new ModelError(`${this.getClassName()}: the input ${JSON.stringify(shape)} has no time step.`);
    }
  }

  private atOnce(x: tf.Tensor3D, sequence: EngineSequence): tf.Tensor {
    const [batch, time, features] = x.shape;
    const rows = tf.reshape(x, [batch * time, features]) as tf.Tensor2D;
    const projected = tf.matMul(rows, this.kernel.read() as tf.Tensor2D);
    const keep = this.keep(rows);
    return sequence.run({
      projected: tf.reshape(projected, [batch, time, this.gates * this.units]),
      bias: this.bias.read() as tf.Tensor1D,
      recurrentKernel: this.recurrentKernel.read() as tf.Tensor2D,
      recurrentBias: this.recurrentBias.read() as tf.Tensor1D,
      keep: keep && tf.reshape(keep, [batch, time]),
      returnSequences: this.returnSequences,
    });
  }

  private stepByStep(x: tf.Tensor3D): tf.Tensor {
    const [batch, time] = x.shape;
    const recurrentKernel = this.recurrentKernel.read() as tf.Tensor2D;
    const recurrentBias = this.recurrentBias.read() as tf.Tensor1D;
    const states: tf.Tensor2D[] = [];
    let state = tf.zeros([batch, this.stateWidth()]) as tf.Tensor2D;
    const projected = this.project(x);
    // TensorFlow.js has no gradient of a split into one part.
    for (const input of time === 1 ? [projected] : tf.split(projected, time, 0)) {
      state = this.step(input as tf.Tensor2D, state, recurrentKernel, recurrentBias);
      states.push(state);
    }
    return this.returnSequences ? tf.stack(states.map(this.readState, this), 1) : this.readState(state);
  }

  /** `x W + b_ih` of all time steps in one product, time first so that a step is one piece of memory: `[L N, G H]`. */
  private project(x: tf.Tensor3D): tf.Tensor2D {
    const [batch, time, features] = x.shape;
    const rows = tf.reshape(tf.transpose(x, [1, 0, 2]), [time * batch, features]) as tf.Tensor2D;
    const product = tf.matMul(rows, this.kernel.read() as tf.Tensor2D);
    const projected = tf.add(product, this.bias.read()) as tf.Tensor2D;
    const keep = this.keep(rows);
    if (!keep) return projected;
    const { units } = this;
    const updateGate = tf.pad(tf.ones([1, units]), [
      [0, 0],
      [units, units],
    ]);
    return tf.add(projected, tf.mul(keep, updateGate)) as tf.Tensor2D;
  }

  /** Columns of the state. */
  protected stateWidth(): number {
    return this.units;
  }

  /** What of a state the layer returns, `[N, H]`. */
  protected readState(state: tf.Tensor2D): tf.Tensor2D {
    return state;
  }

  /** What is added to the update gate of a GRU before its sigmoid, `[rows, 1]`, given the inputs `[rows, F]`. */
  protected keep(_rows: tf.Tensor2D): tf.Tensor2D | undefined {
    return undefined;
  }
}
