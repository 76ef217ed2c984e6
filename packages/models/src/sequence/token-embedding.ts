import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { checkCount } from '../checks.ts';
import { ModelError } from '../errors.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];
type Shape = (number | null)[];

export interface TokenEmbeddingArgs extends LayerArgs {
  /** Number of tokens V; they are numbered from 0. */
  readonly vocabulary: number;
  /** Width E of a token's vector. */
  readonly units: number;
  /** Token 0 is padding: its vector is zero and learns nothing, PyTorch's `padding_idx=0`. Default: false. */
  readonly padding?: boolean;
  /** Integer seed of the initial weights. Default: 0. */
  readonly seed?: number;
}

/**
 * PyTorch's `nn.Embedding`: a vector for each token, which starts as standard normal numbers. With `padding`, recurrent layers with `skipZeros`
 * leave their state unchanged at token 0.
 *
 * Input int32 `[N, L]` of tokens in [0, V); output `[N, L, E]`. One weight, `embeddings` `[V, E]`.
 */
export class TokenEmbedding extends layers.Layer {
  static readonly className = 'TokenEmbedding';
  private readonly vocabulary: number;
  private readonly units: number;
  private readonly padding: boolean;
  private readonly seed: number;
  private embeddings!: LayerVariable;

  constructor(args: TokenEmbeddingArgs) {
    super({ dtype: 'int32', ...args });
    const { vocabulary, units, padding = false, seed = 0 } = args;
    checkCount('TokenEmbedding', 'vocabulary', vocabulary);
    checkCount('TokenEmbedding', 'units', units);
    if (!Number.isSafeInteger(seed))
      throw new ModelError(`TokenEmbedding: seed must be an integer, got ${seed}.`);
    this.vocabulary = vocabulary;
    this.units = units;
    this.padding = padding;
    this.seed = seed;
  }

  override build(inputShape: Shapes): void {
    if (inputShape.length !== 2) {
      throw new ModelError(
        `TokenEmbedding: the input must be tokens [batch, time], got ${JSON.stringify(inputShape)}.`,
      );
    }
    // Odd, because TensorFlow.js takes the seed 0 for none.
    const start = initializers.randomNormal({ mean: 0, stddev: 1, seed: 2 * this.seed + 1 });
    this.embeddings = this.addWeight('embeddings', [this.vocabulary, this.units], 'float32', start);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shapes): Shape {
    return [...(inputShape as Shape), this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const ids = tf.cast((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor, 'int32');
      // Flat, because the gradient of gather wants its indices in one row.
      const vectors = tf.gather(this.embeddings.read(), tf.reshape(ids, [ids.size]));
      const output = tf.reshape(vectors, [...ids.shape, this.units]);
      if (!this.padding) return output;
      return tf.mul(output, tf.cast(tf.expandDims(tf.notEqual(ids, 0), -1), 'float32'));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { vocabulary, units, padding, seed } = this;
    return { ...super.getConfig(), vocabulary, units, padding, seed };
  }
}

tf.serialization.registerClass(TokenEmbedding);
