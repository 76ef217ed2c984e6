import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkCount } from './checks.ts';
import { ModelError } from './errors.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Shapes = Parameters<layers.Layer['computeOutputShape']>[0];
type Shape = (number | null)[];

export interface AdaptiveAveragePooling2dArgs extends LayerArgs {
  /** Height and width of the output, in pixels. */
  readonly outputSize: readonly [height: number, width: number];
}

/** Row i averages the pixels from floor(i L / O) to ceil((i + 1) L / O) of a line of L: `[O, L]`. */
function averages(outputs: number, length: number): tf.Tensor2D {
  const weights = new Float32Array(outputs * length);
  for (let i = 0; i < outputs; i++) {
    const start = Math.floor((i * length) / outputs);
    const end = Math.ceil(((i + 1) * length) / outputs);
    weights.fill(1 / (end - start), i * length + start, i * length + end);
  }
  return tf.tensor2d(weights, [outputs, length]);
}

/** Averages axis 1 of `[N, L, F]` into `[N, O, F]`. */
function averageLines(x: tf.Tensor3D, outputs: number): tf.Tensor3D {
  const [batch, length] = x.shape;
  if (length === outputs) return x;
  const lines = tf.tile(tf.expandDims(averages(outputs, length), 0), [batch, 1, 1]) as tf.Tensor3D;
  return tf.matMul(lines, x) as tf.Tensor3D;
}

/**
 * PyTorch's `nn.AdaptiveAvgPool2d`: averages images of any size into a given one, by windows that touch or overlap by a pixel.
 * Where the image is smaller than the output, pixels repeat. `[N, H, W, C]` becomes `[N, ...outputSize, C]`.
 */
export class AdaptiveAveragePooling2d extends layers.Layer {
  static readonly className = 'AdaptiveAveragePooling2d';
  private readonly outputSize: readonly [number, number];

  constructor(args: AdaptiveAveragePooling2dArgs) {
    super(args);
    for (const [i, length] of args.outputSize.entries()) {
      checkCount('AdaptiveAveragePooling2d', `outputSize[${i}]`, length);
    }
    const [height, width] = args.outputSize;
    this.outputSize = [height, width];
  }

  override build(inputShape: Shapes): void {
    if (inputShape.length !== 4) {
      throw new ModelError(
        `AdaptiveAveragePooling2d: the input must be [batch, height, width, channels], got ${JSON.stringify(inputShape)}.`,
      );
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shapes): Shape {
    const [batch, , , channels] = inputShape as Shape;
    return [batch ?? null, ...this.outputSize, channels ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const [batch, height, width, channels] = x.shape;
    const [rows, columns] = this.outputSize;
    if (rows === height && columns === width) return x;
    return tf.tidy(() => {
      const down = averageLines(tf.reshape(x, [batch, height, width * channels]), rows);
      const across = averageLines(tf.reshape(down, [batch * rows, width, channels]), columns);
      return tf.reshape(across, [batch, rows, columns, channels]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), outputSize: [...this.outputSize] };
  }
}

tf.serialization.registerClass(AdaptiveAveragePooling2d);
