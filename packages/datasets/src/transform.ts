/** Images and labels on their way to becoming tensors. */
export interface ImageBatch {
  /** `[N, H, W, C]`, row-major; in [0, 1] before the first transform. */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** Class indices, int32 `[N]`, or probabilities, float32 `[N, classes]`, as mixup and cutmix make them. */
  readonly labels: Int32Array | Float32Array;
  /** Number of classes. */
  readonly classes: number;
}

/**
 * Changes a batch of images, for example by augmentation. It depends on nothing but the batch and the seed (an integer in [0, 2^32)),
 * and leaves the batch as it is. The functions of `@gradlab/augment` are transforms.
 */
export type Transform = (batch: ImageBatch, seed: number) => ImageBatch;
