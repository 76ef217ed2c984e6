import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkChoice } from './checks.ts';
import { ModelError } from './errors.ts';

type Shape = (number | null)[];
type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];

type Zeros = 'after' | 'around' | readonly [before: number, behind: number];

export interface ShortcutAArgs extends LayerArgs {
  /**
   * Put the new channels behind the old ones, or half of them before and half behind; or how many come before and how many behind, as a
   * pruned network needs it. Default: 'after'.
   */
  readonly zeros?: Zeros;
}

/**
 * The parameter-free shortcut of a residual block that halves the image and doubles the channels: option A of He et al. 2015
 * (arXiv:1512.03385, sections 3.3 and 4.2). Every second pixel of every second row, then C channels of zeros behind the C that
 * are there, or half of them before: `[N, H, W, C]` with even H and W becomes `[N, H/2, W/2, 2C]`. Counts of their own make it any number
 * of channels.
 */
export class ShortcutA extends layers.Layer {
  static readonly className = 'ShortcutA';
  private readonly zeros: Zeros;

  constructor(args: ShortcutAArgs = {}) {
    super(args);
    const { zeros = 'after' } = args;
    if (Array.isArray(zeros)) checkCounts(zeros);
    else checkChoice('ShortcutA', 'zeros', zeros, ['after', 'around']);
    this.zeros = zeros;
  }

  override build(inputShape: Shapes): void {
    const shape = inputShape as Shape;
    const [, height, width, channels] = shape;
    const even = (length: number | null | undefined) => length != null && length > 0 && length % 2 === 0;
    if (shape.length !== 4 || !even(height) || !even(width) || channels == null) {
      throw new ModelError(
        `ShortcutA: the input must be [batch, even height, even width, channels], got ${JSON.stringify(shape)}.`,
      );
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shapes): Shape {
    const [batch, height, width, channels] = inputShape as [number | null, number, number, number];
    const [before, behind] = this.counts(channels);
    return [batch, height / 2, width / 2, before + channels + behind];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const [batch, height, width, channels] = x.shape;
    const zeros = this.counts(channels);
    return tf.tidy(() => {
      // tf.stridedSlice has no gradient; pairs of rows and pairs of pixels on axes of their own need but a plain slice.
      const pairs = tf.reshape(x, [(batch * height) / 2, 2, width / 2, 2 * channels]) as tf.Tensor4D;
      const evens = tf.slice(pairs, [0, 0, 0, 0], [-1, 1, -1, channels]);
      return tf.pad(tf.reshape(evens, [batch, height / 2, width / 2, channels]), [
        [0, 0],
        [0, 0],
        [0, 0],
        [...zeros],
      ]);
    });
  }

  private counts(channels: number): readonly [before: number, behind: number] {
    if (typeof this.zeros !== 'string') return this.zeros;
    const before = this.zeros === 'around' ? Math.floor(channels / 2) : 0;
    return [before, channels - before];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const zeros = typeof this.zeros === 'string' ? this.zeros : [...this.zeros];
    return { ...super.getConfig(), zeros };
  }
}

function checkCounts(zeros: readonly unknown[]): void {
  if (zeros.length === 2 && zeros.every((count) => Number.isInteger(count) && (count as number) >= 0)) return;
  throw new ModelError(
    `ShortcutA: zeros must be 'after', 'around' or two numbers of channels from 0, got ${JSON.stringify(zeros)}.`,
  );
}

tf.serialization.registerClass(ShortcutA);
