import * as tf from '@tensorflow/tfjs-core';
import { gruSequence } from './engine-sequence.ts';
import { gruStep } from './gru-step.ts';
import { TorchRecurrent, type TorchRecurrentArgs } from './torch-recurrent.ts';

export interface TorchGruArgs extends TorchRecurrentArgs {
  /**
   * Leave the state unchanged at time steps whose input is a zero vector, the padding of one-hot codes: a word then gives the
   * same state however it is padded, on either side. Default: false.
   */
  readonly skipZeros?: boolean;
}

/** sigmoid(z + this) is exactly 1 in float32 for every pre-activation z that is not itself in the thousands. */
const KEEP_STATE = 1e4;

/**
 * PyTorch's `nn.GRU`, one layer, one direction; the built-in `gru` throws where PyTorch's form, `resetAfter`, is asked for.
 * The columns of all weights are in PyTorch's order: reset gate r, update gate z, candidate n (Keras has z, r, n).
 *
 * Input `[N, L, F]`; output `[N, H]` or, with `returnSequences`, `[N, L, H]`.
 */
export class TorchGru extends TorchRecurrent {
  static readonly className = 'TorchGru';
  protected override readonly gates = 3;
  protected override readonly step = gruStep;
  protected override readonly sequence = gruSequence;
  private readonly skipZeros: boolean;

  constructor(args: TorchGruArgs) {
    super(args);
    this.skipZeros = args.skipZeros ?? false;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), skipZeros: this.skipZeros };
  }

  /**
   * Padding opens the update gate instead of masking each step: with z = 1 the step returns h itself. All of it has gradients,
   * which the comparisons of the built-in masking layer have not.
   */
  protected override keep(rows: tf.Tensor2D): tf.Tensor2D | undefined {
    if (!this.skipZeros) return undefined;
    const padding = tf.sub(1, tf.step(tf.sum(tf.abs(rows), 1, true)));
    return tf.mul(padding, KEEP_STATE) as tf.Tensor2D;
  }
}

tf.serialization.registerClass(TorchGru);
