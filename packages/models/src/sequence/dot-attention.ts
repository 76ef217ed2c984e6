import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';
import { Attention } from './attention.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface DotAttentionArgs extends LayerArgs {
  /** Divide the scores by the square root of the width (Vaswani et al. 2017, arXiv:1706.03762). Default: true. */
  readonly scaled?: boolean;
}

/**
 * Dot-product attention (Luong et al. 2015, arXiv:1508.04025): query q and position m score q . m, or with `scaled` q . m / sqrt(Q). It has no weights,
 * and queries and memory have the same width.
 *
 * Inputs `[queries [N, T, Q], memory [N, S, Q]]` and, where given, a mask `[N, S]`, of which 0 is padding; outputs `[context [N, T, Q], attention
 * [N, T, S]]`.
 */
export class DotAttention extends Attention {
  static readonly className = 'DotAttention';
  private readonly scaled: boolean;

  constructor(args: DotAttentionArgs = {}) {
    super(args);
    this.scaled = args.scaled ?? true;
  }

  protected override buildFor(queryWidth: number, memoryWidth: number): void {
    if (queryWidth === memoryWidth) return;
    throw new ModelError(
      `DotAttention: queries and memory must have the same width, got ${queryWidth} and ${memoryWidth}; put a dense layer before one, or use AdditiveAttention.`,
    );
  }

  protected override score(queries: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
    const scores = tf.matMul(queries, memory, false, true);
    return (this.scaled ? tf.div(scores, Math.sqrt(queries.shape[2])) : scores) as tf.Tensor3D;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scaled: this.scaled };
  }
}

tf.serialization.registerClass(DotAttention);
