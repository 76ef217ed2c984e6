import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { checkCount, checkSeed } from '../checks.ts';
import { torchInit } from '../torch-init.ts';
import { Attention } from './attention.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface AdditiveAttentionArgs extends LayerArgs {
  /** Size A of the layer that compares a query with a position. */
  readonly units: number;
  /** Integer seed of the initial weights, which are PyTorch's for linear layers without bias. Default: 0. */
  readonly seed?: number;
}

/**
 * Additive attention (Bahdanau et al. 2015, arXiv:1409.0473): query q and position m score v . tanh(W q + U m). It holds T S A numbers a sample.
 *
 * Inputs `[queries [N, T, Q], memory [N, S, M]]` and, where given, a mask `[N, S]`, of which 0 is padding; outputs `[context [N, T, M], attention
 * [N, T, S]]`. Weights, in this order: `query_kernel` W^T `[Q, A]`, `memory_kernel` U^T `[M, A]`, `score` v `[A]`.
 */
export class AdditiveAttention extends Attention {
  static readonly className = 'AdditiveAttention';
  private readonly units: number;
  private readonly seed: number;
  private queryKernel!: LayerVariable;
  private memoryKernel!: LayerVariable;
  private scoreVector!: LayerVariable;

  constructor(args: AdditiveAttentionArgs) {
    super(args);
    const { units, seed = 0 } = args;
    checkCount('AdditiveAttention', 'units', units);
    checkSeed('AdditiveAttention', seed);
    this.units = units;
    this.seed = seed;
  }

  protected override buildFor(queryWidth: number, memoryWidth: number): void {
    const { units, seed } = this;
    const add = (name: string, shape: number[], fanIn: number, stream: number) =>
      this.addWeight(name, shape, 'float32', torchInit(fanIn, 3 * seed + stream).kernelInitializer);
    this.queryKernel = add('query_kernel', [queryWidth, units], queryWidth, 0);
    this.memoryKernel = add('memory_kernel', [memoryWidth, units], memoryWidth, 1);
    this.scoreVector = add('score', [units], units, 2);
  }

  protected override score(queries: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
    const [batch, time, queryWidth] = queries.shape;
    const [, positions, memoryWidth] = memory.shape;
    const { units } = this;
    const asked = tf.matMul(
      tf.reshape(queries, [batch * time, queryWidth]),
      this.queryKernel.read() as tf.Tensor2D,
    );
    const offered = tf.matMul(
      tf.reshape(memory, [batch * positions, memoryWidth]),
      this.memoryKernel.read() as tf.Tensor2D,
    );
    const compared = tf.tanh(
      tf.add(tf.reshape(asked, [batch, time, 1, units]), tf.reshape(offered, [batch, 1, positions, units])),
    );
    const column = tf.reshape(this.scoreVector.read(), [units, 1]) as tf.Tensor2D;
    const scores = tf.matMul(tf.reshape(compared, [batch * time * positions, units]), column);
    return tf.reshape(scores, [batch, time, positions]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, seed } = this;
    return { ...super.getConfig(), units, seed };
  }
}

tf.serialization.registerClass(AdditiveAttention);
