import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.ts';

type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];
type Shape = (number | null)[];

/** Far below every score, and far from overflowing: what it is added to has exactly no share in a softmax. */
const NEVER = -1e9;

/**
 * What the attention layers share. Inputs: queries `[N, T, Q]` (states of a decoder), memory `[N, S, M]` (states of an encoder) and, where some
 * of the memory is padding, a mask `[N, S]` of any type: positions of 0 get no attention, so the source's tokens serve. Outputs: the context
 * `[N, T, M]`, the memory weighted by the attention, and the attention `[N, T, S]`, which is not negative and sums to 1 over S (where a whole
 * row is padding, it and the context are 0).
 */
export abstract class Attention extends layers.Layer {
  /** How well each query fits each position, `[N, T, S]`. */
  protected abstract score(queries: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D;
  /** Makes the weights. */
  protected abstract buildFor(queryWidth: number, memoryWidth: number): void;

  override build(inputShape: Shapes): void {
    const shapes = inputShape as Shape[];
    this.check(shapes);
    const [queries, memory] = shapes as [Shape, Shape];
    const [queryWidth, memoryWidth] = [queries[2], memory[2]];
    if (queryWidth == null || memoryWidth == null) {
      throw new ModelError(`${this.getClassName()}: the last axes of queries and memory must be known.`);
    }
    this.buildFor(queryWidth, memoryWidth);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shapes): Shape[] {
    const [queries, memory] = inputShape as [Shape, Shape];
    const [batch = null, time = null] = queries;
    return [
      [batch, time, memory[2] ?? null],
      [batch, time, memory[1] ?? null],
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const all = Array.isArray(inputs) ? inputs : [inputs];
    this.check(all.map(({ shape }) => shape));
    const [queries, memory, mask] = all as [tf.Tensor3D, tf.Tensor3D, tf.Tensor?];
    return tf.tidy(() => {
      const weights = masked(this.score(queries, memory), mask);
      return [tf.matMul(weights, memory), weights];
    });
  }

  private check(shapes: readonly Shape[]): void {
    const [queries, memory, mask] = shapes;
    const agree = (a: number | null | undefined, b: number | null | undefined) =>
      a == null || b == null || a === b;
    const fits =
      Array.isArray(queries) &&
      Array.isArray(memory) &&
      shapes.length <= 3 &&
      queries.length === 3 &&
      memory.length === 3 &&
      agree(queries[0], memory[0]) &&
      (mask === undefined || (mask.length === 2 && agree(mask[0], memory[0]) && agree(mask[1], memory[1])));
    if (fits) return;
    throw new ModelError(
      `${this.getClassName()}: the inputs must be queries [N, T, Q], memory [N, S, M] and, where given, a mask [N, S]; got ${JSON.stringify(shapes)}.`,
    );
  }
}

/** Softmax over the positions that are no padding. */
function masked(scores: tf.Tensor3D, mask: tf.Tensor | undefined): tf.Tensor3D {
  if (mask === undefined) return tf.softmax(scores);
  const known = tf.expandDims(tf.cast(tf.notEqual(mask, 0), 'float32'), 1);
  const weights = tf.softmax(tf.add(scores, tf.mul(tf.sub(1, known), NEVER)));
  return tf.mul(weights, known) as tf.Tensor3D;
}
